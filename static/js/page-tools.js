/** @import { Appearance } from "./view/appearance.js" */
import { THEMES } from "./view/appearance.js";

/**
 * @typedef {(args: Record<string, unknown>) => unknown} PageTool takes what the model gave, returns what it is told,
 *   or throws an Error whose message is told
 */

/**
 * The functions that the model may call in this page, by the names that chat/tools declares them under.
 *
 * @param {Appearance} appearance
 * @returns {Record<string, PageTool>}
 */
export function pageTools(appearance) {
  return {
    set_theme({ theme }) {
      if (typeof theme !== "string" || !THEMES.includes(theme)) throw new Error("There is no such theme.");
      appearance.theme(theme);
      return theme === "system" ? "The page follows the colours of the device now." : `The page is ${theme} now.`;
    },
    show_captions({ on }) {
      appearance.captions(on === true);
      return on === true ? "The captions are shown now." : "The captions are hidden now.";
    },
  };
}
