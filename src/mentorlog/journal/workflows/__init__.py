"""What happens around a talk, an agreement, a parting: rules that touch several records."""
