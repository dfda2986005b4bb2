"""People and teams of django-scim2, by its own mixins."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django_scim.models import AbstractSCIMGroupMixin, AbstractSCIMUserMixin


class Team(AbstractSCIMGroupMixin):
    name = models.CharField(max_length=200, unique=True)


class Person(AbstractSCIMUserMixin, AbstractUser):
    scim_groups = models.ManyToManyField(Team, through="Member", related_name="user_set")


class Member(models.Model):
    user = models.ForeignKey(Person, on_delete=models.CASCADE)
    group = models.ForeignKey(Team, on_delete=models.CASCADE)
