using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Analytics.Cli.Configuration;
using Analytics.Contracts;
using Analytics.Host;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Cli.Configuration;

public sealed class ConfigurationSpec
{
    [Fact]
    public void Later_layers_win_key_by_key()
    {
        using var file = new TempFile("""{ "Cats": { "Count": 3, /* a comment */ "Purr": "2s", }, }""");

        var options = Load(file.Path, environment: [("ANALYTICS__Cats__Count", "4")], commandLine: ["cats:purr=1500ms"]);

        Assert.Equal(4, options.Value.Cats.Count);
        Assert.Equal(TimeSpan.FromSeconds(1.5), options.Value.Cats.Purr);
        Assert.Equal("environment variable ANALYTICS__Cats__Count", options.Origins["Cats:Count"]);
        Assert.StartsWith("--set", options.Origins["Cats:Purr"], StringComparison.Ordinal);
        Assert.Equal(0.5f, options.Value.Cats.Whiskers);
    }

    [Fact]
    public void An_unknown_key_names_its_file_and_the_nearest_valid_key()
    {
        using var file = new TempFile("""{ "Cats": { "Cuont": 3 } }""");
        var error = Assert.ThrowsAny<FailureException>(() => Load(file.Path));
        Assert.Equal($"{file.Path}: unknown key 'Cats:Cuont'. Did you mean 'Cats:Count'?", error.Message);
    }

    [Fact]
    public void A_key_in_the_wrong_section_is_found_in_the_right_one() =>
        Assert.Contains("Did you mean 'Cats:Whiskers'?", Problem("Whiskers=1"), StringComparison.Ordinal);

    [Fact]
    public void A_key_that_resembles_nothing_points_to_the_list_of_keys() =>
        Assert.Contains("'analytics config show' lists the keys", Problem("Submarine:Depth=1"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Cats:Count=11", "'Cats:Count' is 11; allowed is 1 to 10.")]
    [InlineData("Cats:Count=many", "'Cats:Count' is 'many'; it must be a whole number (1 to 10).")]
    [InlineData("Cats:Whiskers=1.5", "'Cats:Whiskers' is 1.5; allowed is 0 to 1.")]
    [InlineData("Cats:Purr=5", "'Cats:Purr' is '5'; it must be a duration such as 500ms, 5s, 2m or 00:00:05 (100ms to 1m).")]
    [InlineData("Cats:Purr=2h", "'Cats:Purr' is 2h; allowed is 100ms to 1m.")]
    [InlineData("Cats:Mood=grumpy", "'Cats:Mood' is 'grumpy'; it must be one of Sleepy, Hungry.")]
    [InlineData("Cats:Mood=1", "'Cats:Mood' is '1'; it must be one of Sleepy, Hungry.")]
    [InlineData("Cats:Awake=perhaps", "'Cats:Awake' is 'perhaps'; it must be true or false.")]
    [InlineData("Cats:Device=tpu", "'Cats:Device' is tpu; allowed is auto or cpu.")]
    [InlineData("Cats=1", "'Cats' is a section and takes no value of its own; set one of its keys, for example 'Cats:Count'.")]
    [InlineData("Cats:Count:Deep=1", "'Cats:Count' is a whole number and holds no 'Deep'.")]
    [InlineData("Cats:Names:first=Tom", "'Cats:Names' is a list: its entries are Cats:Names:0, Cats:Names:1 and so on, not 'first'.")]
    [InlineData("Cats:Sizes=1,99", "'Cats:Sizes' is 1, 99; allowed is 1 to 10.")]
    [InlineData("Homes:Attic:Flor=3", "unknown key 'Homes:Attic:Flor'. Did you mean 'Homes:*:Floor'?")]
    [InlineData("Homes:Attic:Floor=300", "'Homes:Attic:Floor' is 300; allowed is -2 to 40.")]
    [InlineData("Cats:Least=5", "'Cats:Least': must be at most Count (3).")]
    public void A_wrong_setting_is_explained(string setting, string explanation) =>
        Assert.EndsWith(": " + explanation, Problem(setting), StringComparison.Ordinal);

    [Fact]
    public void All_wrong_settings_are_reported_at_once() =>
        Assert.Equal(
            2, Assert.ThrowsAny<FailureException>(() => Load(null, commandLine: ["Cats:Count=0", "Cats:Tail=1"])).Message.Split(
                '\n').Length);

    [Fact]
    public void A_list_is_replaced_as_a_whole()
    {
        using var file = new TempFile("""{ "Cats": { "Names": ["Tom", "Felix", "Garfield"] } }""");
        Assert.Equal(["Tom", "Felix", "Garfield"], Load(file.Path).Value.Cats.Names);
        Assert.Equal(["Nala"], Load(file.Path, environment: [("ANALYTICS__Cats__Names__0", "Nala")]).Value.Cats.Names);
        Assert.Equal(["a", "b"], Load(file.Path, commandLine: ["Cats:Names=a, b"]).Value.Cats.Names);
        Assert.Empty(Load(file.Path, commandLine: ["Cats:Names="]).Value.Cats.Names);
    }

    [Fact]
    public void A_map_of_records_is_filled_by_name()
    {
        using var file = new TempFile("""{ "Homes": { "attic": { "Floor": 3 }, "cellar": { "Floor": -1, "Password": "p" } } }""");
        var homes = Load(file.Path, commandLine: ["Homes:attic:Password=q"]).Value.Homes;
        Assert.Equal((3, "q"), (homes["attic"].Floor, homes["attic"].Password));
        Assert.Equal((-1, "p"), (homes["cellar"].Floor, homes["cellar"].Password));
    }

    [Theory]
    [InlineData("{ \"Cats\": ", "is not valid JSON")]
    [InlineData("[1]", "is not valid JSON")]
    [InlineData("{ \"Cats\": { \"Count\": 1, \"count\": 2 } }", "is not valid JSON")]
    public void A_broken_file_is_named(string text, string explanation)
    {
        using var file = new TempFile(text);
        var message = Assert.ThrowsAny<FailureException>(() => Load(file.Path)).Message;
        Assert.Contains(file.Path, message, StringComparison.Ordinal);
        Assert.Contains(explanation, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(
            "'/no/such.json' does not exist", Assert.ThrowsAny<FailureException>(() => Load("/no/such.json")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_null_is_no_number_but_may_clear_what_is_optional()
    {
        using var file = new TempFile("""{ "Cats": { "Nick": null } }""");
        Assert.Null(Load(file.Path).Value.Cats.Nick);
        using var wrong = new TempFile("""{ "Cats": { "Count": null } }""");
        Assert.Contains(
            "'Cats:Count' is null", Assert.ThrowsAny<FailureException>(() => Load(wrong.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shown_masks_secrets_and_loads_again()
    {
        var options = Load(
            null, commandLine: ["Homes:a:Password=hunter2", "Cats:Nick=rtsp://me:p@ss@host/x", "Cats:Names=x,y", "Cats:Purr=1500ms"]);
        var json = ConfigurationView.ToJson(options);

        Assert.DoesNotContain("hunter2", json, StringComparison.Ordinal);
        Assert.DoesNotContain("p@ss", json, StringComparison.Ordinal);
        Assert.Equal("rtsp://***@host/x", (string?)JsonNode.Parse(json)!["Cats"]!["Nick"]);
        using var file = new TempFile(json);
        var again = Load(file.Path).Value;
        Assert.Equal(options.Value.Cats with { Nick = again.Cats.Nick, Names = again.Cats.Names, Sizes = again.Cats.Sizes }, again.Cats);
        Assert.Equal(options.Value.Cats.Names, again.Cats.Names);
    }

    [Fact]
    public void An_error_does_not_show_a_secret() =>
        Assert.DoesNotContain("hunter", Problem("Homes:a:Pin=hunter"), StringComparison.Ordinal);

    [Fact]
    public void A_duration_reads_back_as_it_was_written() =>
        Gen.Long[0, TimeSpan.FromDays(1000).Ticks].Sample(ticks =>
            OptionText.TryParse(typeof(TimeSpan), OptionText.Format(TimeSpan.FromTicks(ticks)), out var value)
                && Equals(value, TimeSpan.FromTicks(ticks)));

    [Fact]
    public void The_distance_of_two_words_is_symmetric_and_zero_only_for_equal_ones() =>
        Gen.Select(Gen.String[Gen.Char['a', 'd'], 0, 8], Gen.String[Gen.Char['a', 'd'], 0, 8]).Sample((left, right) =>
            Nearest.Distance(left, right) == Nearest.Distance(right, left) && Nearest.Distance(left, right) == 0 == (left == right));

    [Fact]
    public void The_defaults_of_every_option_are_within_their_range()
    {
        foreach (var option in OptionsSchema.Of(typeof(AnalyticsOptions)).All()
            .Where(node => node.Property is not null && node.Kind != OptionKind.Section))
        {
            var rules = option.Property!.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>();
            Assert.True(
                AllowedValues.Hold(option.Default, rules),
                $"The default of {option.Key}, {OptionText.Format(option.Default)}, is not allowed: {option.Allowed}.");
        }
    }

    private static string Problem(string setting) =>
        Assert.ThrowsAny<FailureException>(() => Load(null, commandLine: ["Cats:Count=3", setting])).Message;

    private static EffectiveOptions<Zoo> Load(string? file, (string, string?)[]? environment = null, string[]? commandLine = null) =>
        ConfigurationLoader.Load<Zoo>(file, (environment ?? []).ToDictionary(pair => pair.Item1, pair => pair.Item2), commandLine ?? []);

    public enum Mood
    {
        Sleepy,
        Hungry,
    }

    public sealed record Zoo
    {
        public CatOptions Cats { get; init; } = new();

        public IReadOnlyDictionary<string, HomeOptions> Homes { get; init; } = new Dictionary<string, HomeOptions>();
    }

    public sealed record CatOptions : IValidatableObject
    {
        [Range(1, 10)]
        public int Count { get; init; } = 2;

        [Range(0.0, 1.0)]
        public float Whiskers { get; init; } = 0.5f;

        [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
        public TimeSpan Purr { get; init; } = TimeSpan.FromSeconds(1);

        public Mood Mood { get; init; }

        public bool Awake { get; init; }

        [AllowedValues("auto", "cpu")]
        public string Device { get; init; } = "auto";

        public string? Nick { get; init; }

        public IReadOnlyList<string> Names { get; init; } = ["Simba"];

        [Range(1, 10)]
        public int[] Sizes { get; init; } = [1];

        public int Least { get; init; }

        public CameraId Camera { get; init; } = new("lobby");

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
            Least > Count ? [new($"must be at most Count ({Count}).", [nameof(Least)])] : [];
    }

    public sealed record HomeOptions
    {
        [Range(-2, 40)]
        public int Floor { get; init; }

        [DataType(DataType.Password)]
        public string? Password { get; init; }

        [DataType(DataType.Password)]
        public int? Pin { get; init; }
    }
}
