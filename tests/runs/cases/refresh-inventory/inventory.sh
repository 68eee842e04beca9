#!/bin/sh
# A site whose machines change: before `moved` is there, and after.
case $1:$(test -e moved && echo after) in
    --list:) echo '{"web": {"hosts": ["a", "b"], "vars": {"of_group": 1}}, "all": {"vars": {"ansible_connection": "local"}},
        "_meta": {"hostvars": {"a": {"of_host": 1}, "b": {"of_host": 1}}}}' ;;
    --list:after) echo '{"web": {"hosts": ["b", "c"], "vars": {"of_group": 2}}, "all": {"vars": {"ansible_connection": "local"}},
        "_meta": {"hostvars": {"b": {"of_host": 2}, "c": {"of_host": 2}}}}' ;;
    *) echo '{}' ;;
esac
