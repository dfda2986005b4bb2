-- A database of schema version 1, in the form of SQLite, with two users and a group.
CREATE TABLE resources (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(64) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	version VARCHAR(40) NOT NULL, 
	body TEXT NOT NULL, 
	UNIQUE (id)
);
INSERT INTO "resources" VALUES(1,'57c84b2a-9b4b-50b9-9212-db67dc9b2ef9','User','W/"411d9365d8d3"','{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:testomat:2.0:User"],"id":"57c84b2a-9b4b-50b9-9212-db67dc9b2ef9","externalId":"00u1a2b3c4AdaQuill5d7","meta":{"resourceType":"User","created":"2026-01-15T09:00:00Z","lastModified":"2026-01-15T09:00:00Z","version":"W/\"411d9365d8d3\""},"userName":"ada.quill@example.com","name":{"formatted":"Ada Quill","givenName":"Ada","familyName":"Quill"},"emails":[{"value":"ada.quill@example.com","type":"work","primary":true}],"active":true,"urn:ietf:params:scim:schemas:extension:testomat:2.0:User":{"testomat_roles":["manager"]}}');
INSERT INTO "resources" VALUES(2,'281d066b-689d-5769-b9c4-d96e86448721','User','W/"f21bcf70d0c7"','{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:testomat:2.0:User"],"id":"281d066b-689d-5769-b9c4-d96e86448721","externalId":"00u1a2b3c4Siobhan75d7","meta":{"resourceType":"User","created":"2026-01-15T09:00:00Z","lastModified":"2026-01-15T09:00:00Z","version":"W/\"f21bcf70d0c7\""},"userName":"siobhan.ohara@example.com","name":{"formatted":"Siobhan O''Hara","givenName":"Siobhan","familyName":"O''Hara"},"emails":[{"value":"siobhan.ohara@example.com","type":"work","primary":true}],"active":true,"urn:ietf:params:scim:schemas:extension:testomat:2.0:User":{"testomat_roles":["read"]}}');
INSERT INTO "resources" VALUES(3,'ce9fe858-def7-5845-8d57-8065baef4a78','Group','W/"84c37355ae9b"','{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"ce9fe858-def7-5845-8d57-8065baef4a78","meta":{"resourceType":"Group","created":"2026-01-15T09:00:00Z","lastModified":"2026-01-15T09:00:00Z","version":"W/\"84c37355ae9b\""},"displayName":"Checkout Team","members":[{"value":"57c84b2a-9b4b-50b9-9212-db67dc9b2ef9","$ref":"Users/57c84b2a-9b4b-50b9-9212-db67dc9b2ef9","display":"ada.quill@example.com"},{"value":"281d066b-689d-5769-b9c4-d96e86448721","$ref":"Users/281d066b-689d-5769-b9c4-d96e86448721"}]}');
CREATE TABLE unique_values (
	urn VARCHAR(300) NOT NULL, 
	value TEXT NOT NULL, 
	resource VARCHAR(64) NOT NULL, 
	PRIMARY KEY (urn, value), 
	FOREIGN KEY(resource) REFERENCES resources (id)
);
INSERT INTO "unique_values" VALUES('urn:ietf:params:scim:schemas:core:2.0:User:userName','ada.quill@example.com','57c84b2a-9b4b-50b9-9212-db67dc9b2ef9');
INSERT INTO "unique_values" VALUES('urn:ietf:params:scim:schemas:core:2.0:User:userName','siobhan.ohara@example.com','281d066b-689d-5769-b9c4-d96e86448721');
INSERT INTO "unique_values" VALUES('urn:ietf:params:scim:schemas:core:2.0:Group:displayName','checkout team','ce9fe858-def7-5845-8d57-8065baef4a78');
CREATE INDEX ix_resources_kind ON resources (kind);
CREATE INDEX ix_unique_values_resource ON unique_values (resource);
