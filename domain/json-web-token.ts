/** JSON Web Tokens in a text: the head, what they say, and the signature, which may be empty. A head of JSON always begins so. */
export const JSON_WEB_TOKENS = /\b(eyJ[\w-]+)\.([\w-]+)\.([\w-]*)/g;
