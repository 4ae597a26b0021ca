global using CommandContext = Analytics.Cli.CommandContext<Analytics.Host.AnalyticsOptions>;
