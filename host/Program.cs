using Analytics.Cli;
using Analytics.Host;
using Analytics.Host.Commands;
using Analytics.Host.Commands.Cameras;
using Analytics.Host.Commands.Config;
using Analytics.Host.Commands.Dlq;
using Analytics.Host.Commands.Index;
using Analytics.Host.Commands.Models;
using Analytics.Host.Commands.People;
using Analytics.Host.Commands.Synth;
using Analytics.Host.Commands.Watchlists;
using Analytics.Host.Node;
using Analytics.Host.Watch;
using Analytics.Runtime.Inference;

NativeMemory.ShareArenas();
await using var shutdown = new Shutdown();

var analytics = AnalyticsCommand.Create(
    WatchCommand.Create(),
    NodeCommand.Create(),
    PeopleCommand.Create(),
    WatchlistsCommand.Create(),
    IdentifyCommand.Create(),
    IndexCommand.Create(),
    CamerasCommand.Create(),
    ClusterCommand.Create(),
    DlqCommand.Create(),
    ModelsCommand.Create(),
    EnrolCommand.Create(),
    SynthCommand.Create(),
    BenchCommand.Create(),
    ConfigCommand.Create(),
    DocsCommand.Create());

return await CommandRunner.RunAsync(analytics, args, Console.Out, Console.Error, shutdown.Requested, Hints.Of);
