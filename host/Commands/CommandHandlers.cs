using Analytics.Host.Configuration;

namespace Analytics.Host.Commands;

/// <summary>
/// The work behind each command. A handler gets what was asked and the options in force, runs until it is done or cancelled and
/// returns the exit code; input that is wrong throws <see cref="Contracts.UserErrorException"/>.
/// </summary>
/// <typeparam name="TSettings">What was asked.</typeparam>
public delegate Task<int> CommandHandler<in TSettings>(TSettings settings, CommandContext context, CancellationToken cancellationToken);

/// <summary>What every handler gets besides its settings.</summary>
/// <param name="Options">The options in force: file, environment and command line.</param>
/// <param name="Verbose">Whether the log begins at debug.</param>
/// <param name="Output">Takes the result.</param>
/// <param name="Error">Takes what is said on the way.</param>
public sealed record CommandContext(AnalyticsOptions Options, bool Verbose, TextWriter Output, TextWriter Error);
