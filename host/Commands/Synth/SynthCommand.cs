using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Analytics.Cli;
using Analytics.Evaluate.Synthetic;
using Analytics.Synth.Files;
using Analytics.Synth.Scenes;

namespace Analytics.Host.Commands.Synth;

/// <summary><c>analytics synth</c>: people who do not exist, and scenes of them.</summary>
public static class SynthCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command(
        "synth", "Generates people who do not exist and camera scenes of them, with ground truth.")
    {
        People(), Scene(), Check(), Evaluate(),
    }.WithExamples(
        "analytics synth people faces/ --count 100 --views 5",
        "analytics synth scene scene/ --cameras 2 --people 12 --enrolled 4",
        "analytics watch scene/*.mp4 --people scene/people/ --alerts alerts.jsonl --set Match:AlertSimilarity=0.6",
        "analytics synth check scene/ --alerts alerts.jsonl --sheet alerts.png");

    private static Command People()
    {
        var folder = Folder();
        var count = Number("--count", "N", "Number of people.", 10);
        var views = Number("--views", "K", "Pictures per person: the first is frontal, the others vary in pose, expression and light.", 3);
        var size = Number("--size", "PX", "Pixels per side; the face fills half of the width.", 256);
        var yaw = Yaw();
        var sheet = new Option<string?>("--sheet")
        { HelpName = "FILE", Description = "Also writes a contact sheet of the first people (PNG)." };
        var seed = Seed();
        return new Command("people", "Writes DIR/ID/VIEW.jpg and truth.json with boxes, landmarks and poses.")
            {
                folder, count, views, size, yaw, seed, sheet, CommonOptions.Overwrite, CommonOptions.Output,
            }
            .WithExamples(
                "analytics synth people faces/ --count 100 --views 5",
                "analytics synth people faces/ --count 1000 --views 3 --size 160 --seed 7 --output json")
            .Runs(
                parsed => new SynthPeopleRequest(
                    parsed.GetRequiredValue(folder),
                    new PeopleSettings
                    {
                        Count = parsed.GetValue(count),
                        Views = parsed.GetValue(views),
                        Size = parsed.GetValue(size),
                        MaxYaw = parsed.GetValue(yaw),
                        Seed = parsed.GetValue(seed),
                    },
                    parsed.GetValue(sheet), parsed.GetValue(CommonOptions.Overwrite), parsed.GetValue(CommonOptions.Output)),
                SynthHandlers.PeopleAsync);
    }

    private static Command Scene()
    {
        var folder = Folder();
        var cameras = Number("--cameras", "N", "Number of cameras.", 1);
        var people = Number("--people", "N", "Number of people. At most one person passes each camera every 1.2 s.", 12);
        var enrolled = Number("--enrolled", "K", "Number of people with a portrait, DIR/people/NAME.jpg.", 4);
        var seconds = new Option<double>("--seconds")
        { HelpName = "S", Description = "Duration in seconds.", DefaultValueFactory = _ => 20 };
        var fps = new Option<double>("--fps") { HelpName = "F", Description = "Frames per second.", DefaultValueFactory = _ => 12.5 };
        var size = new Option<(int Width, int Height)?>("--size")
        { HelpName = "WxH", Description = "Size of the video in pixels, even; 1280x720 by default.", CustomParser = Size };
        var light = new Option<SceneLight>("--light")
        { HelpName = "day|dim|night", Description = "Light of the scene; night is infrared." };
        var seed = Seed();
        return new Command("scene", "Writes a video per camera with ground truth per frame, and portraits of the enrolled people.")
            {
                folder, cameras, people, enrolled, seconds, fps, size, light, seed, CommonOptions.Output,
            }
            .WithExamples(
                "analytics synth scene scene/ --cameras 2 --people 12 --enrolled 4 --seconds 25",
                "analytics synth scene night/ --size 640x360 --light night --seconds 10 --output json")
            .Runs(
                parsed =>
                {
                    var sides = parsed.GetValue(size) ?? (1280, 720);
                    return new SynthSceneRequest(
                        parsed.GetRequiredValue(folder),
                        new SceneSettings
                        {
                            Cameras = parsed.GetValue(cameras),
                            People = parsed.GetValue(people),
                            Enrolled = parsed.GetValue(enrolled),
                            Seconds = parsed.GetValue(seconds),
                            Fps = parsed.GetValue(fps),
                            Width = sides.Width,
                            Height = sides.Height,
                            Light = parsed.GetValue(light),
                            Seed = parsed.GetValue(seed),
                        },
                        parsed.GetValue(CommonOptions.Output));
                },
                SynthHandlers.SceneAsync);
    }

    private static Command Check()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder that 'synth scene' wrote." };
        var alerts = new Option<string>("--alerts")
        { HelpName = "FILE", Description = "Alerts that 'watch --alerts FILE' wrote for it.", Required = true };
        var least = new Option<double>("--least")
        { HelpName = "SHARE", Description = "Share of appearances that must be identified.", DefaultValueFactory = _ => 0.95 };
        var sheet = new Option<string?>("--sheet")
        { HelpName = "FILE", Description = "Also writes all alerts beside the enrolled portraits (PNG)." };
        var clear = string.Create(
            CultureInfo.InvariantCulture,
            $"at least {SceneCheck.LeastSide} pixels, {SceneCheck.LeastVisible:0 %} visible, turned by at most "
            + $"{SceneCheck.MostYaw} degrees, for {SceneCheck.LeastSeconds} s");
        return new Command(
                "check",
                "Compares alerts with a scene's ground truth. Exits with 3 if anyone is identified wrongly, or if fewer than --least of "
                + $"the clear appearances are identified. Clear: the face of an enrolled person, {clear}.")
            {
                folder, alerts, least, sheet, CommonOptions.Overwrite, CommonOptions.Output,
            }
            .WithExamples("analytics synth check scene/ --alerts alerts.jsonl --sheet alerts.png")
            .Runs(
                parsed => new SynthCheckRequest(
                    parsed.GetRequiredValue(folder), parsed.GetRequiredValue(alerts), parsed.GetValue(least), parsed.GetValue(sheet),
                    parsed.GetValue(CommonOptions.Overwrite), parsed.GetValue(CommonOptions.Output)),
                SynthHandlers.CheckAsync);
    }

    private static Command Evaluate()
    {
        var count = Number("--count", "N", "Number of people.", 1000);
        var views = Number("--views", "K", "Pictures per person: one is enrolled, the others are probes.", 3);
        var size = Number("--size", "PX", "Pixels per side; the face fills half of the width.", 192);
        var yaw = Yaw();
        var detector = Model("--detector", "The detector.", "yunet-n");
        var embedder = Model("--embedder", "The embedder.", "omz-reid-0095");
        var lfw = new Option<string?>("--lfw")
        { HelpName = "DIR", Description = "Labeled Faces in the Wild, to compare with real people." };
        var docs = new Option<string?>("--docs") { HelpName = "DIR", Description = "Folder for synth.md and a contact sheet." };
        var seed = Seed();
        return new Command("evaluate", "Measures how well detectors and embedders work on generated people.")
            {
                count, views, size, yaw, seed, detector, embedder, lfw, docs, CommonOptions.Output,
            }
            .WithExamples("analytics synth evaluate --count 200", "analytics synth evaluate --lfw lfw/ --docs docs")
            .Runs(
                parsed => new SynthMeasureRequest(new SynthEvaluationRequest
                {
                    People = new PeopleSettings
                    {
                        Count = parsed.GetValue(count),
                        Views = parsed.GetValue(views),
                        Size = parsed.GetValue(size),
                        MaxYaw = parsed.GetValue(yaw),
                        Seed = parsed.GetValue(seed),
                    },
                    Detector = parsed.GetRequiredValue(detector),
                    Embedder = parsed.GetRequiredValue(embedder),
                    Lfw = parsed.GetValue(lfw),
                    Docs = parsed.GetValue(docs),
                }, parsed.GetValue(CommonOptions.Output)),
                SynthHandlers.EvaluateAsync);
    }

    private static Argument<string> Folder() => new("DIR") { Description = "A folder that is empty or does not exist." };

    private static Option<long> Seed() => new("--seed")
    {
        HelpName = "S",
        Description = "Seed: the same number generates the same pixels on the same machine.",
        DefaultValueFactory = _ => 1,
    };

    private static Option<float> Yaw() => new("--yaw")
    {
        HelpName = "DEGREES",
        Description = "Largest turn of a head to either side.",
        DefaultValueFactory = _ => 30,
    };

    private static Option<string> Model(string name, string description, string usual) => new(name)
    {
        HelpName = "MODEL",
        Description = description,
        DefaultValueFactory = _ => usual,
    };

    private static Option<int> Number(string name, string help, string description, int usual) => new(name)
    {
        HelpName = help,
        Description = description,
        DefaultValueFactory = _ => usual,
    };

    private static (int Width, int Height)? Size(ArgumentResult result)
    {
        var sides = result.Tokens[0].Value.Split('x');
        if (sides.Length == 2 && int.TryParse(sides[0], CultureInfo.InvariantCulture, out var width)
            && int.TryParse(sides[1], CultureInfo.InvariantCulture, out var height))
        {
            return (width, height);
        }

        result.AddError($"--size must be WIDTHxHEIGHT, for example 1280x720, not '{result.Tokens[0].Value}'.");
        return null;
    }
}
