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
        "externalId": "00u1a2b3c4BenHale65d7",
        "userName": "ben.hale@example.com",
        "name": {
            "formatted": "Ben Hale",
            "givenName": "Ben",
            "familyName": "Hale",
        },
        "emails": [
            {"value": "ben.hale@example.com", "type": "work", "primary": True},
        ],
        "active": True,
        "urn:ietf:params:scim:schemas:extension:testomat:2.0:User": {
            "testomat_roles": ["owner"],
        },
    },
)
print(response.status_code, response.json()["scimType"])
#> 400 invalidValue
