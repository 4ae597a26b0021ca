using System.CommandLine;
using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.People;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Commands;

/// <summary>The gallery that a command works on, and how it answers.</summary>
/// <param name="Data">The data folder.</param>
/// <param name="Pack">The pack of models, or none for the configured one.</param>
/// <param name="Output">How to answer.</param>
public sealed record GallerySettings(string Data, string? Pack, OutputFormat Output)
{
    /// <summary>What a command line says.</summary>
    internal static GallerySettings Of(ParseResult parsed) => new(
        parsed.GetRequiredValue(CommonOptions.Data), parsed.GetValue(CommonOptions.Pack), parsed.GetValue(CommonOptions.Output));

    /// <summary>The options of the gallery.</summary>
    internal PeopleOptions OptionsOf(CommandContext context) => context.Options.WithPack(Pack).ToPeople(Data);

    /// <summary>Opens the gallery.</summary>
    /// <exception cref="Contracts.FailureException">It cannot be opened.</exception>
    internal async Task<Gallery> OpenAsync(CommandContext context, CancellationToken stop) =>
        await Gallery.OpenAsync(OptionsOf(context), mayCopy: true, Log(context), stop);

#pragma warning disable CA2000 // It holds nothing but standard error, which belongs to the process.
    /// <summary>Logs what happens to the gallery of a process.</summary>
    internal static ILogger Log(CommandContext context) =>
        new LineLoggerProvider(StandardError.Open(), TimeProvider.System, context.Verbose).CreateLogger(nameof(Gallery));
#pragma warning restore CA2000
}
