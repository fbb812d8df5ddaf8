/** Starts the reference, and adds the roles and names that a screen reader needs. */
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
    nameParts();
    // An operation's inside is drawn when it is opened.
    new MutationObserver(nameParts).observe(document.getElementById('reference'), { subtree: true, childList: true });
  },
});

// All is in a landmark, no heading skips a level, and each field has a name.
function nameParts() {
  for (const [part, name] of [['information', 'About this API'], ['scheme', 'Signing in']]) {
    set('.' + part + '-container', { role: 'region', 'aria-label': name });
  }
  set('h3.opblock-tag, .models h4', { 'aria-level': '2' });
  set('.opblock-body h4', { 'aria-level': '3' });
  set('.opblock-body h5', { 'aria-level': '4' });
  set('textarea.body-param__text', { 'aria-label': 'Body of the request' });
  for (const table of document.querySelectorAll('.responses-table[role=region]')) {
    table.setAttribute('aria-label', table.id.replaceAll('_', ' '));
  }
}

function set(selector, attributes) {
  for (const found of document.querySelectorAll(selector)) {
    for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  }
}
`;

/** Colours with enough contrast for small text; those of the package are too light. */
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
.swagger-ui .opblock.opblock-put .opblock-summary-method { background: #8a5200; }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #a3231f; }
.swagger-ui .btn.cancel { color: #a3201a; border-color: #a3201a; }
.swagger-ui .btn.execute { color: #fff; background: #1f5fbf; border-color: #1f5fbf; }
.swagger-ui .parameter__in, .swagger-ui .parameter__type, .swagger-ui .response-col_links { color: #3b4151; }
.swagger-ui .json-schema-2020-12-expand-deep-button,
.swagger-ui .json-schema-2020-12-keyword--description,
.swagger-ui .json-schema-2020-12-keyword__name--secondary, .swagger-ui .json-schema-2020-12-keyword__name--extension,
.swagger-ui .json-schema-2020-12-keyword__value, .swagger-ui .json-schema-2020-12-keyword__value--secondary,
.swagger-ui .json-schema-2020-12-keyword__value--extension,
.swagger-ui .json-schema-2020-12-json-viewer__name--secondary, .swagger-ui .json-schema-2020-12-json-viewer__name--extension,
.swagger-ui .json-schema-2020-12-json-viewer__value, .swagger-ui .json-schema-2020-12-json-viewer__value--secondary,
.swagger-ui .json-schema-2020-12-json-viewer__value--extension,
.swagger-ui .json-schema-2020-12__attribute--primary, .swagger-ui .json-schema-2020-12__attribute--muted { color: #3b4151; }
.swagger-ui .json-schema-2020-12__attribute--warning, .swagger-ui .json-schema-2020-12-keyword__value--warning,
.swagger-ui .json-schema-2020-12-json-viewer__value--warning,
.swagger-ui .json-schema-2020-12-property--required > .json-schema-2020-12:first-of-type > .json-schema-2020-12-head .json-schema-2020-12__title::after {
  color: #8f1b16;
}
.swagger-ui .json-schema-2020-12__constraint { background-color: #5b34b0; }
.swagger-ui .json-schema-2020-12__constraint--string { background-color: #7a5300; }
.swagger-ui .opblock .opblock-summary-description, .swagger-ui .opblock-tag small { color: #3b4151; }
`;
