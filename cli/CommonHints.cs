using Analytics.Contracts;

namespace Analytics.Cli;

/// <summary>Which option helps where something has failed: those that all programs have under the same name.</summary>
public static class CommonHints
{
    /// <summary>A sentence that names it; none where none does.</summary>
    public static string? Of(FailureException failure) => failure.Subject switch
    {
        FailureSubject.Lfw => "Name the folder of LFW's people with --lfw DIR.",
        FailureSubject.LfwPairs => "Name the official pairs.txt of LFW with --pairs FILE.",
        _ => null,
    };
}
