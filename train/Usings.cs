global using CommandContext = Analytics.Cli.CommandContext<Analytics.Evaluate.EvaluateOptions>;
