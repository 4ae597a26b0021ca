using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Analytics.Tests.Repo;

public sealed partial class StructureSpec
{
    private const int LongestFile = 300;

    // A file that is rightly longer, with the reason.
    private static readonly Dictionary<string, string> LongerFiles = [];

    [Fact]
    public void Contracts_are_words_only()
    {
        foreach (var package in Packages("contracts"))
        {
            Assert.False(
                package.StartsWith("Akka", StringComparison.OrdinalIgnoreCase)
                    || package.Contains("Kafka", StringComparison.OrdinalIgnoreCase)
                || package.Contains("OnnxRuntime", StringComparison.OrdinalIgnoreCase)
                || package.StartsWith("OpenCvSharp", StringComparison.OrdinalIgnoreCase),
                $"contracts uses {package}.");
        }
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_place()
    {
        foreach (var (path, text) in Repository.Files("*.csproj"))
        {
            var versions = XDocument.Parse(text).Descendants("PackageReference").Where(package => package.Attribute("Version") is not null);
            Assert.True(!versions.Any(), $"{path} names a version; it belongs into Directory.Packages.props.");
        }
    }

    [Fact]
    public void No_file_is_longer_than_it_should_be()
    {
        string[] writtenByTool = ["store/Database/Migrations/", "store/Database/Models/"];
        foreach (var (path, text) in Repository.Files("*.cs").Where(
            file => !writtenByTool.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal))))
        {
            var lines = text.Count(letter => letter == '\n');
            Assert.True(
                lines <= LongestFile || LongerFiles.ContainsKey(path),
                $"{path} has {lines} lines: one idea, one file. Split it, or list it with its reason.");
        }

        Assert.All(LongerFiles.Keys,
            path => Assert.True(File.Exists(Repository.File(path)), $"{path} is listed as long but is not there."));
    }

    [Fact]
    public void A_spec_is_called_so_and_lies_in_the_folder_that_mirrors_what_it_tests()
    {
        foreach (var (path, text) in Repository.Files("*.cs").Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal)))
        {
            foreach (System.Text.RegularExpressions.Match declared in SpecClass().Matches(text))
            {
                var name = declared.Groups["name"].Value;
                Assert.True(name.EndsWith("Spec", StringComparison.Ordinal), $"{path}: {name} holds specs; call it …Spec.");
                Assert.True(Path.GetFileName(path).Split('.')[0] == name, $"{path}: {name} belongs into {name}.cs.");
                var folder = Path.GetDirectoryName(path)!["tests/".Length..];
                Assert.True(
                    folder == "repo" || Directory.Exists(Repository.File(folder)),
                    $"{path}: there is no folder {folder} that it would mirror.");
            }
        }
    }

    [Fact]
    public void Who_starts_processes_is_left_out_of_the_fast_tier()
    {
        foreach (var (path, text) in Repository.Files("*Spec.cs")
            .Where(file => !file.Path.StartsWith("tests/train/", StringComparison.Ordinal)))
        {
            Assert.True(
                !StartsProcesses().IsMatch(text) || text.Contains("\n[FullTier]\n", StringComparison.Ordinal)
                    || path.EndsWith("StructureSpec.cs", StringComparison.Ordinal),
                $"{path} starts processes: mark its class with [FullTier], so that 'make test-fast' leaves it out.");
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.File("Analytics.sln")).Replace('\\', '/');
        Assert.All(Repository.Files("*.csproj"), project => Assert.Contains(project.Path, solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Packages(string folder) =>
        Project(folder).Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value);

    private static XDocument Project(string folder) =>
        XDocument.Load(Directory.EnumerateFiles(Repository.File(folder), "*.csproj").Single());

    // A class at the outer level of a file with a fact or a theory somewhere behind it.
    [GeneratedRegex(
        @"^public (?:sealed |abstract )?(?:partial )?class (?<name>\w+)(?=(?:.(?!^public ))*\[(?:Fact|Theory)\b)",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SpecClass();

    [GeneratedRegex(
        @"Executable\.(Run|Start)|RtspServer\.Start\(|new CameraRig\(|new SiteRig\(|KafkaServer \w+[,)]|PostgresServer|SyntheticVisit visit"
        + @"|HeardWatch watch|Process\.Start|SceneFolder\.Write")]
    private static partial Regex StartsProcesses();
}
