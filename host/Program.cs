using Analytics.Contracts;
using Analytics.Host.Commands;
using Analytics.Host.Watch;

using var shutdown = new Shutdown();

var analytics = AnalyticsCommand.Create(
    WatchCommand.Create(WatchHandler.RunAsync),
    ModelsCommand.Create(new ModelsHandlers { List = NotYet, Import = NotYet, Pull = NotYet, Verify = NotYet, Evaluate = NotYet }),
    EnrolCommand.Create(check: NotYet),
    ConfigCommand.Create(),
    DocsCommand.Create());

return await CommandRunner.RunAsync(analytics, args, Console.Out, Console.Error, shutdown.Requested);

// Replaced command by command as the stages behind them arrive.
static Task<int> NotYet<TSettings>(TSettings settings, CommandContext context, CancellationToken cancellationToken) =>
    throw new UserErrorException("this command is not part of this build.");
