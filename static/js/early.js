// Before the first paint, as no module can: what the person has chosen for every page of this server.
{
  const theme = localStorage.getItem("livechat.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}
