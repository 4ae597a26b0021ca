using Analytics.Host.Commands;
using Analytics.Host.Terminal;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Host.Enrol;

/// <summary><c>analytics enrol check</c>: what would become of the photos of a folder, without watching anything.</summary>
public static class EnrolCheck
{
    /// <summary>Reports each photo on standard output; 0 when at least one was accepted.</summary>
    public static async Task<int> RunAsync(EnrolCheckSettings settings, CommandContext context, CancellationToken stop)
    {
        var options = context.Options.WithPack(settings.Pack);
        await using var services = new ServiceCollection()
            .AddStages(options).AddLogs(StandardError.Open(), context.Verbose).BuildServiceProvider();
        await PeopleGallery.EnrolAsync(settings.People, services, options, line => context.Output.WriteLine(TerminalText.Line(line)), stop);
        return ExitCode.Success;
    }
}

/// <summary>What <c>analytics enrol check</c> was asked to do.</summary>
/// <param name="People">The folder of photos.</param>
/// <param name="Pack">The pack of models, or none for the configured one.</param>
public sealed record EnrolCheckSettings(string People, string? Pack);
