"""Which process holds a conversation, and how another goes on with it.

worker    this process's name among the workers, and what its rows say of it
standing  what has to be known to go on with a talk
token     what lets a browser come back to it
heart     tells the rows that this process lives, and its talks what the rows want of them
hints     makes that faster where there is Redis
claim     takes a conversation over
sweeper   closes what nobody came back for
"""
