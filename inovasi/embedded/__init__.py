"""The services of a machine that has none: what `bin/run` and its siblings stand on.

`python -m inovasi.embedded {run,manage,test,bench}` starts a private PostgreSQL, Valkey and mail
sink where the environment names none, fills the environment and runs the command in it.
"""
