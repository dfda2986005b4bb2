import os

import httpx

user_id = os.environ["USER_ID"]
response = httpx.put(
    f"{os.environ['SCIM_BASE_URL']}/Users/{user_id}",
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
        "userName": "ada.byrne@example.com",
        "name": {
            "formatted": "Ada Byrne",
            "givenName": "Ada",
            "familyName": "Byrne",
        },
        "emails": [
            {
                "value": "ada.byrne@example.com",
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
response.raise_for_status()
print(response.json()["name"]["formatted"])
#> Ada Byrne
