/** An id that no other has. Works in pages without HTTPS, too. @returns {string} 32 hexadecimal digits */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
