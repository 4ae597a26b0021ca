using System.Text.Json;
using Xunit;

namespace Analytics.Tests.Host.Commands.People;

/// <summary>People and watchlists through the executable, with the real models of the default pack.</summary>
[FullTier]
public sealed class PeopleCommandsSpec(SyntheticVisit visit, ModelsFixture models, FolderFixture folders) : IClassFixture<FolderFixture>
{
    private readonly string _data = folders.Create(Guid.NewGuid().ToString("N"));

    private string Gallery => visit.People;

    private string Somebody => visit.Names[0];

    private string Portrait => visit.Portrait(Somebody);

    private static string Example(string name) => TestData.Path($"photos/face_recognition/examples/{name}");

    [Fact]
    public async Task A_folder_is_imported_and_a_second_run_says_what_is_there()
    {
        await DoneAsync("watchlists", "create", "friends", "--description", "six of them");
        var folder = folders.Create(Guid.NewGuid().ToString("N"));
        foreach (var photo in Directory.EnumerateFiles(Gallery))
        {
            File.Copy(photo, Path.Combine(folder, Path.GetFileName(photo)));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "Gunther.jpg"), "no picture", TestContext.Current.CancellationToken);
        var first = await JsonAsync("people", "import", folder, "--watchlist", "friends");
        var second = await JsonAsync("people", "import", folder);

        Assert.Equal((6, 6, 0, 1), Counts(first));
        Assert.Equal((6, 0, 6, 1), Counts(second));
        var rejected = first.GetProperty("enrolled").EnumerateArray()
            .Single(person => person.GetProperty("id").ValueKind == JsonValueKind.Null);
        Assert.Equal("Gunther", rejected.GetProperty("name").GetString());
        Assert.Equal("the file is not a picture (JPEG, PNG or WebP)", rejected.GetProperty("photos")[0].GetProperty("reason").GetString());
        var list = await JsonAsync("watchlists", "show", "friends");
        Assert.Equal(
            visit.Names,
            list.GetProperty("people").EnumerateArray().Select(person => person.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Answers_in_JSON_have_the_members_that_are_documented()
    {
        await DoneAsync("watchlists", "create", "banned", "--threshold", "0.45");
        var added = await JsonAsync("people", "add", Somebody, Portrait, "--watchlist", "banned");
        var shown = await JsonAsync("people", "show", Somebody.ToUpperInvariant());
        var identified = await JsonAsync("identify", Portrait, "--top", "2", "--watchlist", "banned");
        var dryRun = await JsonAsync("index", "rebuild", "--dry-run");

        Assert.Equal(["id", "name", "isNew", "photos", "nearest", "lowestWithin", "spread", "watchlists"], Members(added));
        Assert.Equal(["path", "state", "reason", "quality"], Members(added.GetProperty("photos")[0]));
        Assert.Equal(
            ["watchlist", "people", "thresholdBefore", "threshold", "falseAlertsPerDayBefore", "falseAlertsPerDay"],
            Members(added.GetProperty("watchlists")[0]));
        Assert.Equal(["id", "name", "note", "created", "watchlists", "photos"], Members(shown));
        Assert.Equal(["id", "file", "added", "quality", "models", "exported"], Members(shown.GetProperty("photos")[0]));
        Assert.Equal(["id", "name", "photos", "watchlists"], Members((await JsonAsync("people", "list")).GetProperty("people")[0]));
        Assert.Equal(
            ["id", "description", "falseAlertsPerDay", "threshold", "people"],
            Members((await JsonAsync("watchlists", "list")).GetProperty("watchlists")[0]));
        Assert.Equal(["box", "quality", "people"], Members(identified.GetProperty("faces")[0]));
        var nearest = identified.GetProperty("faces")[0].GetProperty("people")[0];
        Assert.Equal(["id", "name", "similarity", "falseMatchRate"], Members(nearest));
        Assert.Equal(Somebody, nearest.GetProperty("name").GetString());
        Assert.Equal(shown.GetProperty("id").GetString(), nearest.GetProperty("id").GetString());
        Assert.Equal(["dryRun", "photos", "missing", "strays", "resumed", "notTaken", "unavailable"], Members(dryRun));
    }

    [Fact]
    public async Task Of_several_pictures_one_that_cannot_be_read_does_not_keep_back_the_others()
    {
        await DoneAsync("people", "import", Gallery);
        var alone = await JsonAsync("identify", Portrait);

        var run = await RunAsync("identify", Portrait, "/nowhere.jpg", Portrait, "--output", "json");
        var lines = await RunAsync("identify", "/nowhere.jpg", Portrait);

        Assert.Equal(["image", "faces"], Members(alone));
        Assert.Equal((2, 2), (run.ExitCode, lines.ExitCode));
        var images = JsonDocument.Parse(run.Output).RootElement.GetProperty("images").EnumerateArray().ToList();
        Assert.All(images, image => Assert.Equal(["image", "faces", "fault"], Members(image)));
        Assert.Equal([Portrait, "/nowhere.jpg", Portrait], images.Select(image => image.GetProperty("image").GetString()));
        Assert.Equal(
            [null, "the file cannot be read: No such file or directory", null],
            images.Select(image => image.GetProperty("fault").GetString()));
        Assert.Equal(0, images[1].GetProperty("faces").GetArrayLength());
        Assert.True(JsonElement.DeepEquals(alone.GetProperty("faces"), images[0].GetProperty("faces")));
        Assert.StartsWith(
            $"/nowhere.jpg: cannot be used: the file cannot be read: No such file or directory.\n{Portrait}:\n  face at ", lines.Output,
            StringComparison.Ordinal);
        Assert.Contains($"  {Somebody}", lines.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_who_was_removed_is_nobody()
    {
        await DoneAsync("people", "import", Gallery);
        await RefusedAsync(["people", "remove", Somebody], $"Nothing was removed. Add --yes to remove {Somebody} (1 photo) permanently.");

        var removed = await JsonAsync("people", "remove", Somebody.ToUpperInvariant(), "--yes");

        Assert.True(removed.GetProperty("overwritten").GetBoolean());
        await RefusedAsync(["people", "show", Somebody], $"No person has the name or id '{Somebody}'");
        var nearest = (await JsonAsync("identify", Portrait)).GetProperty("faces")[0].GetProperty("people");
        Assert.Equal(5, nearest.GetArrayLength());
        // Drawn people look alike.
        Assert.All(nearest.EnumerateArray(), person => Assert.True(person.GetProperty("similarity").GetDouble() < 0.7));
        await DoneAsync("people", "add", Somebody, Portrait);
    }

    [Fact]
    public async Task The_linter_notices_one_person_under_two_names_and_two_under_one()
    {
        await DoneAsync("people", "add", "Barack", Example("obama.jpg"));
        var twice = await JsonAsync("people", "add", "President", Example("obama2.jpg"));
        var mixed = await JsonAsync("people", "add", "Barack", Example("biden.jpg"));

        Assert.Equal("Barack", twice.GetProperty("nearest").GetProperty("name").GetString());
        Assert.True(twice.GetProperty("nearest").GetProperty("warning").GetBoolean());
        Assert.InRange(twice.GetProperty("nearest").GetProperty("expectedStrangers").GetDouble(), 0, 1e-4);
        Assert.False(twice.GetProperty("spread").GetBoolean());
        Assert.True(mixed.GetProperty("spread").GetBoolean());
        Assert.False(mixed.GetProperty("isNew").GetBoolean());
    }

    [Fact]
    public async Task Photos_come_out_as_the_faces_that_were_enrolled()
    {
        await DoneAsync("people", "add", Somebody, Portrait);
        var folder = folders.Create(Guid.NewGuid().ToString("N"));

        var photos = await JsonAsync("people", "photos", Somebody, "--export", folder);

        var file = photos.GetProperty("photos")[0].GetProperty("exported").GetString()!;
        Assert.Equal(folder, Path.GetDirectoryName(file));
        Assert.Equal([0xFF, 0xD8], (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[..2]);
    }

    [Fact]
    public async Task Two_processes_enrol_at_once()
    {
        var halves = Directory.EnumerateFiles(Gallery).Order().Chunk(3).ToList();
        var runs = await Task.WhenAll(halves.SelectMany(half => half).Select(photo =>
            RunAsync("people", "add", Path.GetFileNameWithoutExtension(photo), photo, "--set", "Gallery:LockTimeout=5m")));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Errors));
        Assert.Equal(6, (await JsonAsync("people", "list")).GetProperty("people").GetArrayLength());
    }

    [Fact]
    public async Task An_import_that_was_killed_goes_on()
    {
        await using (var import = Executable.Start(models.Folder, "people", "import", Gallery, "--data", _data))
        {
            var wal = new FileInfo(Path.Combine(_data, "gallery.db-wal"));
            for (var i = 0; i < 600 && !(wal.Exists && wal.Length > 100_000); i++)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
                wal.Refresh();
            }
        }

        var again = await JsonAsync("people", "import", Gallery);

        Assert.Equal(6, again.GetProperty("accepted").GetInt32() + again.GetProperty("there").GetInt32());
        Assert.Equal(6, (await JsonAsync("people", "list")).GetProperty("people").GetArrayLength());
        Assert.Equal(0, (await JsonAsync("index", "rebuild", "--dry-run")).GetProperty("notTaken").GetArrayLength());
    }

    [Fact]
    public async Task What_cannot_be_used_is_reported_in_a_line()
    {
        await RefusedAsync(
            ["people", "add", "Ann", "/nowhere.jpg"], "rejected  Ann: /nowhere.jpg: the file cannot be read", "Ann was not enrolled");
        await RefusedAsync(
            ["people", "add", "Ann", Portrait, "--watchlist", "nowhere"], "There is no watchlist 'nowhere'");
        await RefusedAsync(["watchlists", "create", "No Word"], "'No Word' is not a valid watchlist id");
        await RefusedAsync(
            ["watchlists", "create", "x", "--threshold", "NaN"], "A fixed threshold must be a similarity above 0 and at most 1");
        await RefusedAsync(
            ["watchlists", "create", "x", "--false-alerts-per-day", "0"], "A budget of false alerts per camera and day must be above 0");
        await RefusedAsync(
            ["identify", "/nowhere.jpg"], "'/nowhere.jpg' cannot be used: the file cannot be read: No such file or directory");
        await RefusedAsync(["identify", Portrait, "--top", "0"], "--top 0: it must be 1 to 1000.");
        Assert.Empty(
            (await JsonAsync("identify", Portrait)).GetProperty("faces")[0].GetProperty("people")
                .EnumerateArray());

        File.Delete(Path.Combine(_data, "master.key"));
        await RefusedAsync(["people", "list"], "The master key", "is not there");
        await File.WriteAllTextAsync(
            Path.Combine(_data, "gallery.db"), "this is no database, whatever it is called", TestContext.Current.CancellationToken);
        await RefusedAsync(["people", "list"], $"The database '{Path.Combine(_data, "gallery.db")}' is damaged");
    }

    private static (int People, int Accepted, int There, int Rejected) Counts(JsonElement import) => (
        import.GetProperty("people").GetInt32(), import.GetProperty("accepted").GetInt32(), import.GetProperty("there").GetInt32(),
        import.GetProperty("rejected").GetInt32());

    private static IEnumerable<string> Members(JsonElement json) => json.EnumerateObject().Select(member => member.Name);

    private Task<Executable.Finished> RunAsync(params string[] arguments) =>
        Executable.RunAsync(models.Folder, [.. arguments, "--data", _data]);

    private async Task<string> DoneAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}: {run.Output}{run.Errors}");
        return run.Output;
    }

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var output = await DoneAsync([.. arguments, "--output", "json"]);
        return JsonDocument.Parse(output).RootElement;
    }

    private async Task RefusedAsync(string[] arguments, params string[] explanations)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == 2, $"exit code {run.ExitCode}: {run.Errors}");
        Assert.All(explanations, explanation => Assert.Contains(explanation, run.Output + run.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }
}
