/** @import { Sources } from "../types.d.ts" */
import { fromTemplate, inside } from "./dom.js";

/**
 * The pages that an answer rests on, as links, with Google's search suggestions in a frame that may do nothing but
 * open a link in a window of its own.
 *
 * @param {Sources} sources
 * @returns {HTMLElement}
 */
export function sourcesElement({ sources, suggestions }) {
  const box = fromTemplate("sources-template");
  const list = inside(box, "ul", HTMLUListElement);
  for (const { title, uri } of sources.filter((each) => isOfTheWeb(each.uri))) list.append(linkTo(title, uri));
  inside(box, ".sources-title", HTMLElement).hidden = list.childElementCount === 0;
  if (suggestions) box.append(frameOf(suggestions, box.dataset.styleNonce ?? ""));
  return box;
}

/** @param {string} uri */
function isOfTheWeb(uri) {
  return URL.canParse(uri) && ["http:", "https:"].includes(new URL(uri).protocol);
}

/** @param {string} title @param {string} uri */
function linkTo(title, uri) {
  const [item, link] = [document.createElement("li"), document.createElement("a")];
  Object.assign(link, { href: uri, target: "_blank", rel: "noopener noreferrer", textContent: title });
  item.append(link);
  return item;
}

/**
 * @param {string} suggestions an HTML document
 * @param {string} nonce with it the page's policy, which the frame inherits, lets the document's own styles in
 */
function frameOf(suggestions, nonce) {
  const frame = document.createElement("iframe");
  frame.className = "suggestions-frame";
  frame.title = "Google Search suggestions";
  frame.referrerPolicy = "no-referrer";
  frame.sandbox.add("allow-popups", "allow-popups-to-escape-sandbox");
  // Links would open within the frame; and without a colour scheme it would be white on a dark page.
  const head = '<meta name="color-scheme" content="light dark"><base target="_blank">';
  frame.srcdoc = `${head}${suggestions.replace(/<style\b/gi, `<style nonce="${nonce}"`)}`;
  return frame;
}
