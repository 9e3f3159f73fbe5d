/** Makes the page's main thread busy again and again, as much work of a page does: an init script. */
(() => {
  const STALL_MS = 200;
  const PAUSE_MS = 100;
  let on = false;

  const stall = () => {
    const until = performance.now() + STALL_MS;
    while (performance.now() < until);
    if (on) setTimeout(stall, PAUSE_MS);
  };
  const begin = () => {
    on = true;
    stall();
  };
  const end = () => {
    on = false;
  };
  Object.assign(window, { stalls: { begin, end } });
})();
