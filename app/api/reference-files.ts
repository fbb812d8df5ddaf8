/** Starts the reference, and mends what a screen reader would stumble over. */
export const START = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  // Its links would stand within buttons.
  deepLinking: false,
  // It would send the document to another machine.
  validatorUrl: null,
  persistAuthorization: false,
  tryItOutEnabled: true,
  onComplete() {
    // What follows the title is a heading of the second level, whatever its name; and all is in a landmark.
    for (const each of document.querySelectorAll('h3.opblock-tag, .models h4')) each.setAttribute('aria-level', '2');
    for (const [part, name] of [['information', 'About this API'], ['scheme', 'Signing in']]) {
      const found = document.querySelector('.' + part + '-container');
      found?.setAttribute('role', 'region');
      found?.setAttribute('aria-label', name);
    }
  },
});
`;

/** Colours with enough contrast for small text; those of the package have not. */
export const COLOURS = `.swagger-ui .info .title small pre, .swagger-ui .info .title small.version-stamp {
  color: #fff;
}
.swagger-ui .info .title small { background: #4a5568; }
.swagger-ui .info .title small.version-stamp { background: #12703f; }
.swagger-ui .info a, .swagger-ui .info .base-url, .swagger-ui .info .url, .swagger-ui a.link { color: #2350b8; }
.swagger-ui .btn.authorize { color: #12703f; border-color: #12703f; }
.swagger-ui .btn.authorize svg { fill: #12703f; }
.swagger-ui .opblock .opblock-summary-method { color: #fff; text-shadow: none; }
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #1f5fbf; }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #12703f; }
.swagger-ui .opblock .opblock-summary-description, .swagger-ui .opblock-tag small { color: #3b4151; }
`;
