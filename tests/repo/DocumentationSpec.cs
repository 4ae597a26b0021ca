using System.Text.RegularExpressions;
using Analytics.Cli.Configuration;
using Analytics.Cli.Documentation;
using Analytics.Host;
using Analytics.Host.Commands.Config;
using Xunit;

namespace Analytics.Tests.Repo;

public sealed partial class DocumentationSpec
{
    [Theory]
    [InlineData("configuration.md")]
    [InlineData("telemetry.md")]
    public void A_page_that_follows_from_the_code_is_up_to_date(string name)
    {
        var path = Repository.File($"docs/{name}");
        Assert.True(File.Exists(path), $"docs/{name} is missing. Run 'make docs'.");
        var expected = Pages.All().Single(page => page.Name == name).Text;
        Assert.True(expected == File.ReadAllText(path), $"docs/{name} is stale. Run 'make docs'.");
    }

    [Fact]
    public void Every_option_says_what_it_means_and_every_number_what_is_allowed()
    {
        var options = OptionsSchema.Of(typeof(AnalyticsOptions)).All().Where(node => node.Property is not null).ToList();
        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.True(option.Summary.Length > 0, $"{option.Key} has no <summary>."));
        Assert.All(
            options.Where(option => option.Kind == OptionKind.Value && IsQuantity(option.Type)),
            option => Assert.True(option.Allowed.Length > 0, $"{option.Key} has no [Range]."));
    }

    [Fact]
    public void Every_instrument_says_what_it_measures_and_in_which_unit()
    {
        var instruments = TelemetryPage.Classes().SelectMany(TelemetryPage.Instruments).ToList();
        Assert.NotEmpty(instruments);
        Assert.All(instruments, entry =>
        {
            Assert.Matches(@"^analytics(\.[a-z][a-z0-9_]*)+$", entry.Name);
            Assert.True(entry.Unit.Length > 0, $"{entry.Name} has no unit.");
            Assert.True(entry.Description.Length > 0, $"{entry.Name} has no description.");
            Assert.StartsWith("Analytics.", entry.Meter, StringComparison.Ordinal);
            Assert.DoesNotContain("person", entry.Tags);
        });
        Assert.Equal(instruments.Count, instruments.DistinctBy(entry => entry.Name).Count());
    }

    [Fact]
    public void Every_link_in_the_documentation_leads_somewhere()
    {
        foreach (var (path, text) in Repository.Files("*.md"))
        {
            foreach (System.Text.RegularExpressions.Match link in Link().Matches(Code().Replace(text, "")))
            {
                var (file, anchor) = link.Groups[1].Value.Split('#') is [var left, var right] ? (left, right) : (link.Groups[1].Value, "");
                if (file.Contains("://", StringComparison.Ordinal) || file.StartsWith("mailto:", StringComparison.Ordinal))
                {
                    continue;
                }

                var target = file.Length == 0 ? Repository.File(path)
                    : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.File(path))!, Uri.UnescapeDataString(file)));
                Assert.True(Path.Exists(target), $"{path} links to {file}, which is not there.");
                Assert.True(
                    anchor.Length == 0 || Anchors(target).Contains(anchor),
                    $"{path} links to {link.Groups[1].Value}, but there is no such heading.");
            }
        }
    }

    private static HashSet<string> Anchors(string file) =>
        [.. Heading().Matches(File.ReadAllText(file))
            .Select(match => NotInAnchor().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    private static bool IsQuantity(Type type) =>
        type == typeof(TimeSpan) || type == typeof(decimal) || (type.IsPrimitive && type != typeof(bool));

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
