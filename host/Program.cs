using Analytics.Host.Commands;
using Analytics.Host.Enrol;
using Analytics.Host.Node;
using Analytics.Host.Watch;
using Analytics.Runtime.Inference;

NativeMemory.ShareArenas();
using var shutdown = new Shutdown();

var analytics = AnalyticsCommand.Create(
    WatchCommand.Create(WatchHandler.RunAsync),
    NodeCommand.Create(NodeHandler.RunAsync),
    PeopleCommand.Create(),
    WatchlistsCommand.Create(),
    IdentifyCommand.Create(),
    IndexCommand.Create(),
    CamerasCommand.Create(),
    ClusterCommand.Create(),
    DlqCommand.Create(),
    ModelsCommand.Create(),
    EnrolCommand.Create(EnrolCheck.RunAsync),
    SynthCommand.Create(),
    BenchCommand.Create(),
    ConfigCommand.Create(),
    DocsCommand.Create());

return await CommandRunner.RunAsync(analytics, args, Console.Out, Console.Error, shutdown.Requested);
