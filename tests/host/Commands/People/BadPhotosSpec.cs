using System.Text.Json;
using Analytics.Synth.People;
using Analytics.Synth.Portraits;
using Analytics.Tests.People.Photos;
using Analytics.Tests.Runtime.Pictures;
using Xunit;

namespace Analytics.Tests.Host.Commands.People;

/// <summary>Photos that are no photos, through the executable: one never ends what was asked for the others.</summary>
[FullTier]
public sealed class BadPhotosSpec : IDisposable
{
    private readonly PhotoSet _people = new();
    private readonly TempFolder _data = new();

    public void Dispose()
    {
        _people.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task An_import_takes_the_good_photos_and_names_each_of_the_others_with_its_reason()
    {
        PutPortrait("Ann.jpg");
        _people.Write("Bomb.png", DrawnPictures.Png(30_000, 30_000, colour: 0, bits: 8, new byte[1000]))
            .Write("Cut.jpg", (await File.ReadAllBytesAsync(_people.PathOf("Ann.jpg")))[..5000])
            .Write("Phone.heic", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8])
            .Write("Tall.png", DrawnPictures.Png(1, 2_000_000, colour: 0, bits: 8, new byte[1000]))
            .Write("@eaDir/Ann.jpg", [1]);
        Assert.Equal(0, Fifo.Make(_people.PathOf("Pipe.jpg")));

        var run = await RunAsync("people", "import", _people.Folder, "--output", "json");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("1 entry is left out", run.Errors, StringComparison.Ordinal);
        var answer = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((1, 5), (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("rejected").GetInt32()));
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["Ann"] = null,
                ["Bomb"] = "the picture is too large (30000 × 30000 pixels, at most 100 megapixels): make it smaller",
                ["Cut"] = "the file is damaged or cut off: copy it again, or save it again as JPEG",
                ["Phone"] = "HEIC is not read: convert it to JPEG",
                ["Pipe"] = "it is a FIFO, not a file: name a file",
                ["Tall"] = "the picture is too large (1 × 2000000 pixels, at most 100 megapixels): make it smaller",
            },
            answer.GetProperty("enrolled").EnumerateArray().ToDictionary(
                person => person.GetProperty("name").GetString()!,
                person => person.GetProperty("photos")[0].GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task One_path_named_twice_is_one_photo()
    {
        PutPortrait("Ann.jpg");
        var photo = _people.PathOf("Ann.jpg");

        var run = await RunAsync("people", "add", "Ann", photo, photo, "--output", "json");

        Assert.True(run.ExitCode == 0, run.Errors);
        var photos = JsonDocument.Parse(run.Output).RootElement.GetProperty("photos").EnumerateArray();
        Assert.Equal(
            [("accepted", null), ("there", $"it is the same file as '{photo}'")],
            photos.Select(answer => (answer.GetProperty("state").GetString(), answer.GetProperty("reason").GetString())));
    }

    [Fact]
    public async Task A_FIFO_cannot_hold_up_who_is_asked_for()
    {
        Assert.Equal(0, Fifo.Make(_people.PathOf("Pipe.jpg")));

        var run = await RunAsync("identify", _people.PathOf("Pipe.jpg"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Pipe.jpg' cannot be used: it is a FIFO, not a file: name a file.", run.Errors, StringComparison.Ordinal);
    }

    private void PutPortrait(string name)
    {
        using var portrait = new PortraitStudio(SyntheticPerson.One(7, 0), 320).Take(0, 0);
        _people.Write(name, portrait.Picture);
    }

    private Task<Executable.Finished> RunAsync(params string[] arguments) =>
        Executable.RunAsync(_data.File("models"), [.. arguments, "--data", _data.File("data")]);
}
