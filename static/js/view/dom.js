/**
 * The element of the page with this id, which must be there and of this type.
 *
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function element(id, type) {
  return typed(document.getElementById(id), type, `#${id}`);
}

/**
 * The first element inside `parent` that matches, which must be there and of this type.
 *
 * @template {Element} T
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function inside(parent, selector, type) {
  return typed(parent.querySelector(selector), type, selector);
}

/**
 * A copy of a template's one element.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function fromTemplate(id) {
  const copy = element(id, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error(`The template #${id} holds no element.`);
  return copy;
}

/**
 * @template {Element} T
 * @param {Element | null} found
 * @param {new () => T} type
 * @param {string} name
 * @returns {T}
 */
function typed(found, type, name) {
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} ${name}.`);
  return found;
}
