import os

import httpx

response = httpx.post(
    f"{os.environ['SCIM_BASE_URL']}/Users",
    headers={
        "Authorization": f"Bearer {os.environ['SCIM_TOKEN']}",
        "Content-Type": "application/scim+json",
    },
    json={
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:testomat:2.0:User",
        ],
        "externalId": "00u1a2b3c4AdaQuill5d7",
        "userName": "ada.quill@example.com",
        "name": {
            "formatted": "Ada Quill",
            "givenName": "Ada",
            "familyName": "Quill",
        },
        "emails": [
            {
                "value": "ada.quill@example.com",
                "type": "work",
                "primary": True,
            },
        ],
        "active": True,
        "urn:ietf:params:scim:schemas:extension:testomat:2.0:User": {
            "testomat_roles": ["manager"],
        },
    },
)
print(response.status_code, response.json()["scimType"])
#> 409 uniqueness
