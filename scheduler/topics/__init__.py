"""Which topic at which date, from who is expected, what each still needs, and when each leaves.

    request, problems = load_request(path)      # scheduler.files
    plan = plan_topics(request)                 # scheduler.topics.planning
    best, *others = suggest(module, needs)      # scheduler.topics.suggestions, ahead or in the room
    figures = simulate(scenario, policy)        # scheduler.topics.simulation

One idea carries all of it (`worth`): a topic is worth, for one person, the chance that they would leave
without it if it were not run now. A few hundred products and sums decide a date, so nothing here loads the
solver but `proof`.
"""
