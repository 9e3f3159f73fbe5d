/** Remembers, from the page's beginning on, each state of the link that it shows and each notice: an init script. */
(() => {
  const log = {
    /** @type {{ link: string, status: string, at: number }[]} `at` in ms of the page's own clock */ links: [],
    /** @type {string[]} codes */ notices: [],
  };
  Object.assign(window, { linkLog: log });

  /** @param {MutationRecord} change */
  const keep = ({ type, addedNodes }) => {
    if (type === "attributes") {
      const status = document.getElementById("status")?.textContent ?? "";
      log.links.push({ link: document.body.dataset.link ?? "", status, at: performance.now() });
    }
    for (const added of addedNodes) {
      if (added instanceof HTMLElement && added.matches(".notice")) log.notices.push(added.dataset.code ?? "");
    }
  };
  new MutationObserver((changes) => changes.forEach(keep)).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["data-link"],
  });
})();
