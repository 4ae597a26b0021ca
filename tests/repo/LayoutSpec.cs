using System.Xml.Linq;
using Xunit;

namespace Analytics.Tests.Repo;

/// <summary>
/// The layers: words, runtime and store, stages, services, fronts, host. A project refers to those below it alone, and folders that lie
/// side by side never form a circle. Read off the sources (types by their names, namespaces by their usings), not off project files alone.
/// </summary>
public sealed class LayoutSpec
{
    private const int MostLinesOfHost = 5000;

    // Folder by folder, what it may refer to.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["contracts"] = [],
        ["runtime"] = ["contracts"],
        ["store"] = ["contracts"],
        ["synth"] = ["contracts", "runtime"],
        ["ingest"] = ["contracts", "runtime"],
        ["detect"] = ["contracts", "runtime"],
        ["embed"] = ["contracts", "runtime"],
        ["match"] = ["contracts", "runtime"],
        ["bus"] = ["contracts", "runtime"],
        ["stations"] = ["contracts", "runtime", "ingest", "detect", "embed"],
        ["people"] = ["contracts", "runtime", "store", "detect", "embed", "match"],
        ["site"] = ["contracts", "runtime", "store", "ingest", "embed"],
        ["alerts"] = ["contracts", "runtime"],
        ["evaluate"] = ["contracts", "runtime", "detect", "embed", "match", "synth", "alerts"],
        ["api"] = ["contracts", "runtime", "store", "people", "site", "alerts"],
        ["cli"] = ["contracts"],
        ["train"] = ["contracts", "runtime", "detect", "embed", "synth", "evaluate", "cli"],
    };

    private static readonly IReadOnlyList<SourceText> Sources =
        [.. SourceText.All().Where(source => !source.Path.StartsWith("tests/", StringComparison.Ordinal))];

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_those_below_it_alone(string project)
    {
        var names = Allowed[project].Append(project).Select(NamespaceOf).ToList();
        var others = Allowed.Keys.Append("host").Except([project, .. Allowed[project]]).Select(NamespaceOf).ToList();
        Assert.DoesNotContain(References(project), reference => !Allowed[project].Contains(reference));
        foreach (var source in Sources.Where(source => source.Path.StartsWith($"{project}/", StringComparison.Ordinal)))
        {
            var stranger = source.Usings.FirstOrDefault(
                used => others.Exists(other => IsIn(used, other)) && !names.Exists(name => IsIn(used, name)));
            stranger ??= source.Qualified.FirstOrDefault(name => others.Exists(other => IsOf(name, other)));
            Assert.True(stranger is null, $"{source.Path} uses {stranger}, which {project} may not refer to.");
        }
    }

    [Fact]
    public void Every_project_has_its_place()
    {
        var folders = Repository.Files("*.csproj").Select(project => Path.GetDirectoryName(project.Path)!)
            .Where(folder => !folder.StartsWith("tests", StringComparison.Ordinal));
        Assert.Equal(Allowed.Keys.Concat(["bench", "host"]).Order(), folders.Order());
    }

    [Fact]
    public void Folders_side_by_side_form_no_circle()
    {
        foreach (var parent in Sources.SelectMany(source => Parents(source.Folder)).Distinct())
        {
            var circle = CircleIn(parent);
            Assert.True(circle is null, $"The folders of {parent} form a circle: {circle}. Move what both need below them, or into one.");
        }
    }

    [Fact]
    public void Host_is_small()
    {
        var lines = Repository.Files("*.cs").Where(file => file.Path.StartsWith("host/", StringComparison.Ordinal))
            .Sum(file => file.Text.Count(letter => letter == '\n'));
        Assert.True(lines < MostLinesOfHost, $"host has {lines} lines: what is no command belongs into a service.");
    }

    [Fact]
    public void Only_the_topology_says_which_role_runs_what()
    {
        string[] actors = ["WithSiteCameras", "WithRemoteCameras", "WithRoster", "WithSiteListener", "WithCameras", "WithSite"];
        string[] roles = ["SiteRoles.Vision", "SiteRoles.Match", "SiteRoles.Api"];
        var others = Sources.Where(source => source.Path.StartsWith("host/", StringComparison.Ordinal) && source.Path != "host/Topology.cs"
            && (source.Names.Overlaps(actors) || source.Qualified.Overlaps(roles)));
        Assert.Empty(others.Select(source => source.Path));
    }

    // A circle of folders below `parent`, each with all below it, as one line; none where there is none.
    private static string? CircleIn(string parent)
    {
        var below = Sources.Where(source => source.Folder.StartsWith($"{parent}/", StringComparison.Ordinal)).ToList();
        string Unit(SourceText source) => source.Folder[(parent.Length + 1)..].Split('/')[0];
        var edges = below.SelectMany(
            from => below.Where(to => Unit(from) != Unit(to) && from.Uses(to))
                .Select(to => (From: Unit(from), To: Unit(to), File: from.Path)))
            .DistinctBy(edge => (edge.From, edge.To)).ToList();
        foreach (var first in edges)
        {
            List<string> way = [first.From];
            if (Leads(first.To, first.From, edges.ConvertAll(edge => (edge.From, edge.To)), way, [first.From]))
            {
                return $"{string.Join(" → ", way)} → {first.From} ({first.File})";
            }
        }

        return null;
    }

    // Whether a name such as `Bus.BusKind` or `Analytics.Bus.BusKind` is of a type or folder of the project with that namespace.
    private static bool IsOf(string name, string project)
    {
        var parts = (name.StartsWith("Analytics.", StringComparison.Ordinal) ? name : $"Analytics.{name}").Split('.');
        return $"Analytics.{parts[1]}" == project && parts.Length > 2
            && Sources.Any(source => IsIn(source.Namespace, project)
                && (source.Types.Contains(parts[2]) || IsIn(source.Namespace, $"{project}.{parts[2]}")));
    }

    private static bool Leads(string from, string to, List<(string From, string To)> edges, List<string> way, HashSet<string> seen)
    {
        if (from == to)
        {
            return true;
        }

        if (!seen.Add(from))
        {
            return false;
        }

        way.Add(from);
        if (edges.Exists(edge => edge.From == from && Leads(edge.To, to, edges, way, seen)))
        {
            return true;
        }

        way.Remove(from);
        return false;
    }

    private static IEnumerable<string> Parents(string folder)
    {
        for (var parent = Path.GetDirectoryName(folder); !string.IsNullOrEmpty(parent); parent = Path.GetDirectoryName(parent))
        {
            yield return parent;
        }
    }

    private static bool IsIn(string used, string name) => used == name || used.StartsWith($"{name}.", StringComparison.Ordinal);

    private static string NamespaceOf(string project) => $"Analytics.{char.ToUpperInvariant(project[0])}{project[1..]}";

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Directory.EnumerateFiles(Repository.File(project), "*.csproj").Single()).Descendants("ProjectReference")
            .Select(reference => Path.GetFileName(Path.GetDirectoryName(reference.Attribute("Include")!.Value)!));
}
