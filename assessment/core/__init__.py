"""The pure core: instrument, answers, rules, scores, workflow, calendar.

It knows no Django, no clock, no files, no floats.
"""
