using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host.Commands;

/// <summary>The work behind a command of this program; see <see cref="CommonOptions.RunsWith"/>.</summary>
/// <typeparam name="TSettings">What was asked.</typeparam>
public delegate Task<int> CommandHandler<in TSettings>(TSettings settings, CommandContext context, CancellationToken cancellationToken);

/// <summary>The commands of this program, with its options.</summary>
internal static class HostCommand
{
    /// <summary>Makes <paramref name="command"/> call <paramref name="handler"/>.</summary>
    public static Command Runs<TSettings>(this Command command, Func<ParseResult, TSettings> settings, CommandHandler<TSettings> handler) =>
        command.RunsWith<AnalyticsOptions, TSettings>(settings, (asked, context, stop) => handler(asked, context, stop));

    /// <summary>The files that the settings of a command name, which it reads.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="config">The file that they come from; none where there is none.</param>
    public static IEnumerable<string> InputsOf(AnalyticsOptions options, string? config) => new[]
    {
        config, options.Ingest.CredentialsFile, options.Gallery.ConnectionFile, options.Gallery.MasterKeyFile, options.Index.ApiKeyFile,
        options.Cluster.CertificateFile, options.Cluster.KeyFile, options.Cluster.CaFile, options.Bus.Kafka.CertificateFile,
        options.Bus.Kafka.KeyFile,
        options.Api.ReadTokenFile, options.Api.WriteTokenFile,
    }.OfType<string>();
}
