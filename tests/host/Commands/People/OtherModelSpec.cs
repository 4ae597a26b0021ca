using System.Text.Json;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Host;
using Analytics.Host.Commands;
using Analytics.Host.Commands.Index;
using Analytics.Host.Commands.People;
using Analytics.Host.Commands.Synth;
using Analytics.Match.Index;
using Analytics.Match.Index.Embedded;
using Analytics.People.Watching;
using Analytics.Store.Database;
using Analytics.Tests.Matching;
using Analytics.Tests.Store;
using Xunit;

namespace Analytics.Tests.Host.Commands.People;

/// <summary>A gallery that was enrolled with another pack of models: people who do not exist, and the bundled pack.</summary>
public sealed class OtherModelSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private static readonly FaceCollection Older = new("people", new ModelId("older"), 8);
    private readonly string _data = folders.Create(Guid.NewGuid().ToString("N"));
    private readonly string _photos = Path.Combine(folders.Create(Guid.NewGuid().ToString("N")), "people");

    [Fact]
    public async Task An_index_is_not_emptied_for_templates_that_are_not_there_and_reembedding_makes_them()
    {
        await EnrolWithAnOlderModelAsync();

        var (code, text, _) = await RunAsync("index", "rebuild");
        Assert.Equal(2, code);
        Assert.Contains(
            "3 photos in the database; 3 cannot be taken over. The index is unchanged: no face could be added.",
            text, StringComparison.Ordinal);
        Assert.Contains("'analytics people reembed' makes the templates", text, StringComparison.Ordinal);
        Assert.Equal(1, await FacesOfTheOlderIndexAsync());
        var refused = await RunAsync("people", "import", _photos);
        Assert.Equal(2, refused.Code);
        Assert.Contains("'analytics people reembed'", refused.Error, StringComparison.Ordinal);

        var made = await JsonAsync("people", "reembed");
        Assert.Equal((3, 3, 0), (Number(made, "photos"), Number(made, "made"), made.GetProperty("notMade").GetArrayLength()));
        Assert.Contains("'analytics index rebuild'", made.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("index", "rebuild")).Code);

        await AssertEverybodyIsRecognisedAsync(leastSimilarity: 0.8);
        Assert.Equal(0, Number(await JsonAsync("people", "reembed"), "photos"));
    }

    [Fact]
    public async Task A_second_import_makes_the_templates_that_the_pack_lacks_from_the_photos()
    {
        await EnrolWithAnOlderModelAsync();
        Directory.Delete(FaceIndexes.FolderOf(_data, "people"), recursive: true);

        var import = await JsonAsync("people", "import", _photos);

        Assert.Equal((0, 3, 0), (Number(import, "accepted"), Number(import, "there"), Number(import, "rejected")));
        Assert.All(import.GetProperty("enrolled").EnumerateArray(), person => Assert.EndsWith(
            "' was made", person.GetProperty("photos")[0].GetProperty("reason").GetString(), StringComparison.Ordinal));
        await AssertEverybodyIsRecognisedAsync(leastSimilarity: 0.999);
    }

    [Theory]
    [InlineData(0, 0, "0 people.", null)]
    [InlineData(1, 1, "1 person. 1 can be recognised with 'older'.", null)]
    [InlineData(
        12, 5, "12 people. 5 can be recognised with 'older'.",
        "7 of 12 people cannot be recognised: no photo of theirs has a template of 'older'.")]
    [InlineData(
        12, 0, "12 people. 0 can be recognised with 'older'.", "Nobody can be recognised: no photo of anybody has a template of 'older'.")]
    public void A_watch_says_how_many_of_the_people_it_can_recognise_and_warns_where_that_is_not_everybody(
        int people, int recognisable, string line, string? warning)
    {
        Assert.Equal(line, GalleryText.Recognised(people, recognisable, Older));
        Assert.Equal(
            warning is null ? null : $"{warning} {Hints.MissingTemplates}",
            GalleryText.Warning(people, recognisable, Older, Hints.MissingTemplates));
    }

    // Enrolled with the bundled pack; then what it made is said to be of another model.
    private async Task EnrolWithAnOlderModelAsync()
    {
        var drawn = await RunAsync(["synth", "people", _photos, "--count", "3", "--views", "1", "--seed", "3"], gallery: false);
        Assert.True(drawn.Code == 0, drawn.Error);
        Assert.Equal(3, Number(await JsonAsync("people", "import", _photos), "accepted"));
        using (var gallery = await OpenAsync())
        {
            await gallery.SqlAsync("UPDATE templates SET \"Model\" = 'older', \"Length\" = 8");
        }

        Directory.Delete(FaceIndexes.FolderOf(_data, "people"), recursive: true);
        await using var index = OpenOlder();
        await index.AddAsync("somebody", new Template(Older.Model, [1, 0, 0, 0, 0, 0, 0, 0]));
    }

    private async Task AssertEverybodyIsRecognisedAsync(double leastSimilarity)
    {
        foreach (var photo in Directory.EnumerateFiles(_photos, "*.png", SearchOption.AllDirectories))
        {
            var face = (await JsonAsync("identify", photo)).GetProperty("faces")[0];
            var nearest = face.GetProperty("people")[0];
            Assert.Equal(PersonOf(photo), nearest.GetProperty("name").GetString());
            Assert.InRange(nearest.GetProperty("similarity").GetDouble(), leastSimilarity, 1.001);
        }
    }

    private string PersonOf(string photo) => Path.GetDirectoryName(photo) is { } folder && folder != _photos
        ? Path.GetFileName(folder) : Path.GetFileNameWithoutExtension(photo);

    private async Task<long> FacesOfTheOlderIndexAsync()
    {
        await using var index = OpenOlder();
        return (await index.CountAsync(FaceFilter.All, CancellationToken.None)).Value;
    }

    private EmbeddedFaceIndex OpenOlder() =>
        EmbeddedFaceIndex.Open(FaceIndexes.FolderOf(_data, "people"), Older, new EmbeddedIndexOptions());

    private Task<GalleryRig> OpenAsync() => GalleryRig.OpenAsync(
        new SqliteEngine(Path.Combine(_data, "gallery.db"), TimeSpan.FromSeconds(20)), Path.Combine(_data, "master.key"));

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await RunAsync([.. arguments, "--output", "json"]);
        Assert.True(run.Code == 0, $"{string.Join(' ', arguments)}: {run.Output}{run.Error}");
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, gallery: true);

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, bool gallery)
    {
        await using StringWriter output = new(), error = new();
        var root = AnalyticsCommand.Create(PeopleCommand.Create(), IndexCommand.Create(), IdentifyCommand.Create(), SynthCommand.Create());
        string[] all = gallery ? [.. arguments, "--data", _data] : arguments;
        return (await CommandRunner.RunAsync(root, all, output, error, CancellationToken.None, Hints.Of), output.ToString(),
            error.ToString());
    }
}
