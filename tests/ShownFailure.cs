using Analytics.Contracts;
using Analytics.Host.Commands;

namespace Analytics.Tests;

internal static class ShownFailure
{
    /// <summary>What the command line shows of a failure: what it says, and which command helps.</summary>
    public static string Shown(this FailureException failure) =>
        Hints.Of(failure) is { } hint ? $"{failure.Message} {hint}" : failure.Message;
}
