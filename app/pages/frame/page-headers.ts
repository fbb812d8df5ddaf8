import { secureHeaders } from 'hono/secure-headers';

/** Nothing comes from elsewhere, and nothing is written into the page that could act: no inline script, no inline style. */
export function pageHeaders() {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    // The embedded stack speaks plain HTTP.
    strictTransportSecurity: false,
    referrerPolicy: 'same-origin',
  });
}
