"""What connectors share: the door to the network, sign-in, rate budgets, simulators' hosting."""
