"""The licensing endpoint: sells the program, and answers its licence checks. Deployed apart.

It is the only server that is run for the program, and it never sees a record of any office.
"""
