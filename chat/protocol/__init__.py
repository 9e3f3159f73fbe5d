"""livechat.v1, the browser's wire: media in binary frames, control in JSON text.

docs/protocol.md describes it for people, static/js/protocol.js mirrors it for the page.

    limits    the numbers both sides hold to
    frames    binary: microphone and pictures up, speech down
    commands  JSON from the browser
    events    JSON to the browser
"""
