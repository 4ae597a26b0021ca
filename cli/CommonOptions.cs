using System.Collections;
using System.CommandLine;
using Analytics.Cli.Configuration;
using Analytics.Contracts;
using Analytics.Contracts.Files;

namespace Analytics.Cli;

/// <summary>The options that several commands share, and how a handler is called with them.</summary>
public static class CommonOptions
{
    /// <summary>The configuration file.</summary>
    public static readonly Option<string?> Config = new("--config")
    {
        HelpName = "FILE",
        Description = "Configuration file (JSON); docs/configuration.md lists its keys.",
    };

    /// <summary>Single settings on top of the file and the environment.</summary>
    public static readonly Option<string[]> Set = new("--set")
    {
        HelpName = "KEY=VALUE",
        Description = "Sets one option, for example Telemetry:MetricsInterval=30s; may be repeated.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Whether the log begins at debug.</summary>
    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Logs in more detail." };

    /// <summary>The pack of models.</summary>
    public static readonly Option<string?> Pack = new("--models")
    {
        HelpName = "PACK",
        Description = "Model pack; 'analytics models list' shows the packs.",
    };

    /// <summary>The data folder.</summary>
    public static readonly Option<string> Data = new("--data")
    {
        HelpName = "DIR",
        Description = "Data folder: gallery, index, snapshots, state.",
        DefaultValueFactory = _ => DataFolder.Default,
    };

    /// <summary>The OpenTelemetry collector.</summary>
    public static readonly Option<Uri?> Otlp = new("--otlp")
    {
        HelpName = "URL",
        Description = "OpenTelemetry collector, for example http://localhost:4318.",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            {
                return uri;
            }

            result.AddError($"--otlp {result.Tokens[0].Value}: write an http:// or https:// address, for example http://localhost:4318.");
            return null;
        },
    };

    /// <summary>How the answer is written.</summary>
    public static readonly Option<OutputFormat> Output = new("--output")
    {
        HelpName = "text|json",
        Description = "Text, or one JSON object.",
    };

    /// <summary>Whether files that are there are replaced.</summary>
    public static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replaces existing files." };

    /// <summary>
    /// Adds the configuration options to <paramref name="command"/> and makes it call <paramref name="handler"/>; one that takes a data
    /// folder claims it first.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="settings">What a command line asks for.</param>
    /// <param name="handler">
    /// Does it: runs until it is done or cancelled and returns the exit code (<see cref="ExitCode"/>); input that is wrong throws
    /// <see cref="FailureException"/>.
    /// </param>
    /// <typeparam name="TOptions">The record of the program's options.</typeparam>
    /// <typeparam name="TSettings">What is asked for.</typeparam>
    public static Command RunsWith<TOptions, TSettings>(
        this Command command, Func<ParseResult, TSettings> settings,
        Func<TSettings, CommandContext<TOptions>, CancellationToken, Task<int>> handler)
        where TOptions : class, new()
    {
        command.Add(Config);
        command.Add(Set);
        command.Add(Verbose);
        command.SetAction((parsed, cancellationToken) =>
        {
            var console = parsed.InvocationConfiguration;
            var options = LoadOptions<TOptions>(parsed).Value;
            var context = new CommandContext<TOptions>(options, parsed.GetValue(Verbose), console.Output, console.Error);
            if (command.Options.Contains(Data))
            {
                DataFolder.Claim(parsed.GetRequiredValue(Data), console.Error.WriteLine);
            }

            return handler(settings(parsed), context, cancellationToken);
        });
        return command;
    }

    /// <summary>The options in force for this command line.</summary>
    /// <typeparam name="TOptions">The record of the program's options.</typeparam>
    public static EffectiveOptions<TOptions> LoadOptions<TOptions>(ParseResult parsed)
        where TOptions : class, new() =>
        ConfigurationLoader.Load<TOptions>(parsed.GetValue(Config), Variables(), parsed.GetValue(Set) ?? []);

    /// <summary>The environment of this process.</summary>
    public static IReadOnlyDictionary<string, string?> Variables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
}
