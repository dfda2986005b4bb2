// Made from docs/mapping.yaml by scimguide generate.
globalThis.scimguide = {
  "fields": [
    {
      "name": "base",
      "label": "SCIM Base URL",
      "value": "https://app.testomat.io/scim/v2",
      "pattern": "^https://[a-z0-9.-]+(:\\d+)?(/[A-Za-z0-9.~-]+)*$",
      "expected": "an https URL without underscore and without a slash at the end"
    },
    {
      "name": "label",
      "label": "Application label",
      "value": "Testomat.io",
      "pattern": "^[A-Za-z0-9][A-Za-z0-9 ._()-]{0,59}$",
      "expected": "letters, digits, spaces and . _ ( ) -"
    },
    {
      "name": "email",
      "label": "E-mail address of your test person",
      "value": "ada.quill@example.com",
      "pattern": "^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$",
      "expected": "such as ada.quill@example.com"
    },
    {
      "name": "domain",
      "label": "Domain of everybody else",
      "value": "example.com",
      "pattern": "^[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$",
      "expected": "such as example.com"
    }
  ],
  "path": "/scim/v2"
}
