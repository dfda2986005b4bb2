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
        "externalId": "00u1a2b3c4Siobhan75d7",
        "userName": "siobhan.ohara@example.com",
        "name": {
            "formatted": "Siobhan O'Hara",
            "givenName": "Siobhan",
            "familyName": "O'Hara",
        },
        "emails": [
            {
                "value": "siobhan.ohara@example.com",
                "type": "work",
                "primary": True,
            },
        ],
        "active": True,
        "urn:ietf:params:scim:schemas:extension:testomat:2.0:User": {
            "testomat_roles": ["read"],
        },
    },
)
response.raise_for_status()
os.environ["OTHER_USER_ID"] = response.json()["id"]
print(response.json()["userName"])
#> siobhan.ohara@example.com
