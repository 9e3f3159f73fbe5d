"""The promises of docs/reliability.md, each tried and measured: `make faults`.

promises/   one module for each: what is promised, how it is tried, what may be measured
ground      the servers, databases and the model's side that a promise is tried on
caller      somebody who talks, loses the connection and comes back, as docs/protocol.md says
stand_in    a model's side without speech, cheap enough for a thousand talks
figures     what was measured beside what was promised
report      the table
"""
