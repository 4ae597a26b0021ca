using System.Text.RegularExpressions;
using Xunit;

namespace Analytics.Tests.Repo;

/// <summary>
/// What is said below the fronts names no command and no option: the front knows its own, and adds the one that helps
/// (<c>host/Commands/Hints.cs</c>).
/// </summary>
public sealed partial class MessagesSpec
{
    private static readonly string[] Below =
    [
        "contracts", "runtime", "store", "ingest", "detect", "embed", "stations", "bus", "match", "people", "site", "alerts", "evaluate",
        "synth",
    ];

    // What writes down a command that was run, and is no advice.
    private static readonly Dictionary<string, string> Records = new()
    {
        ["evaluate/CardFigures.cs"] = "A card names the command that measured its figures.",
        ["evaluate/Synthetic/SynthPage.cs"] = "The page names the command that wrote it.",
    };

    private static readonly HashSet<string> Commands =
    [
        .. Repository.Files("*.cs").Where(file => file.Path.StartsWith("host/", StringComparison.Ordinal))
            .SelectMany(file => Command().Matches(file.Text)).Select(command => command.Groups[1].Value),
    ];

    [Fact]
    public void A_message_from_below_the_fronts_names_no_command_and_no_option()
    {
        Assert.Superset(new HashSet<string> { "watch", "people", "reembed", "rebuild" }, Commands);
        var named = SourceText.All()
            .Where(source => Below.Contains(source.Path.Split('/')[0]) && !Records.ContainsKey(source.Path))
            .SelectMany(source => source.Literals.Where(Names).Select(literal => $"{source.Path}: {literal}")).ToList();
        Assert.True(named.Count == 0, $"Leave it to host/Commands/Hints.cs, by the Subject of the failure:\n{string.Join('\n', named)}");
        Assert.All(Records.Keys, path => Assert.Contains(SourceText.All().Single(source => source.Path == path).Literals, Names));
    }

    [Theory]
    [InlineData("Run 'analytics index rebuild'.", true)]
    [InlineData("Make the templates ('people reembed').", true)]
    [InlineData("Run `watch --alerts FILE`.", true)]
    [InlineData("--count must be 1 to 10.", true)]
    [InlineData("Name a file with --card.", true)]
    [InlineData("--core=0", false)]
    [InlineData("--no-new-privs", false)]
    [InlineData("analytics gallery", false)]
    [InlineData("Raise Index:Timeout – or Bus:Kafka:SpoolMegabytes.", false)]
    public void It_is_known_what_names_one(string literal, bool does) => Assert.Equal(does, Names(literal));

    private static bool Names(string literal) =>
        Quoted().Matches(literal).Any(words => Commands.Contains(words.Groups["first"].Value)
            && (!words.Groups["second"].Success || Commands.Contains(words.Groups["second"].Value)))
        || (!Argument().IsMatch(Computed().Replace(literal, "")) && Option().IsMatch(literal));

    // `new Command("people", …)`, or the name on the next line.
    [GeneratedRegex("""new Command\(\s*"([a-z-]+)""")]
    private static partial Regex Command();

    // 'analytics WORD…', or 'WORD WORD'.
    [GeneratedRegex(@"\banalytics (?<first>[a-z-]+)\b|['`](?!analytics )(?<first>[a-z-]+) (?<second>[a-z-]+)\b")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]+")]
    private static partial Regex Option();

    // The whole of it is an option: what a program that we start is given.
    [GeneratedRegex(@"^--[a-z][a-z-]+(=\S*)?$")]
    private static partial Regex Argument();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Computed();
}
