using System.CommandLine;
using System.Globalization;
using Analytics.Cli;

namespace Analytics.Host.Commands.Cameras;

/// <summary><c>analytics cameras</c>: the cameras of a site, through the API of one of its nodes.</summary>
public static class CamerasCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("cameras", "Adds, shows, moves and removes the cameras of a site.")
        {
            Add(), List(), Show(), Remove(), Pause(), Resume(), Move(),
        }
        .WithExamples(
            "analytics cameras add lobby rtsp://10.0.0.7/stream", "analytics cameras list --watch",
            "analytics cameras move lobby 10.0.0.2:7441 --api http://10.0.0.1:7440 --token-file token");

    private static Command Add()
    {
        var id = Camera();
        var source = new Argument<string>("SOURCE")
        { Description = "rtsp://, rtsps://, http:// or https:// URL without credentials, or full path of a file on the nodes." };
        var fps = new Option<double?>("--fps")
        {
            HelpName = "N",
            Description = "Analysed frames per second, 0.1 to 60. By default as configured on the nodes.",
            CustomParser = result =>
            {
                if (double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var rate) && rate is >= 0.1 and <= 60)
                {
                    return rate;
                }

                result.AddError($"--fps {result.Tokens[0].Value}: it must be 0.1 to 60.");
                return null;
            },
        };
        return ApiTarget.AddTo(new Command("add", "Adds a camera. A node starts to read it.") { id, source, fps })
            .WithExamples(
                "analytics cameras add lobby rtsp://10.0.0.7/stream", "analytics cameras add tape /videos/tape.mp4 --fps 5 --output json")
            .Runs(
                parsed => new AddCameraRequest(
                    ApiTarget.Of(parsed), parsed.GetRequiredValue(id), parsed.GetRequiredValue(source), parsed.GetValue(fps)),
                CameraHandlers.AddAsync);
    }

    private static Command List()
    {
        var watch = new Option<bool>("--watch") { Description = "Continues with a line for each change until it is stopped." };
        return ApiTarget.AddTo(new Command("list", "Lists the cameras and their states.") { watch })
            .WithExamples("analytics cameras list", "analytics cameras list --watch", "analytics cameras list --output json")
            .Runs(parsed => new ListCamerasRequest(ApiTarget.Of(parsed), parsed.GetValue(watch)), CameraHandlers.ListAsync);
    }

    private static Command Show()
    {
        var id = Camera();
        return ApiTarget.AddTo(new Command("show", "Shows a camera.") { id })
            .WithExamples("analytics cameras show lobby")
            .Runs(parsed => new CameraRequest(ApiTarget.Of(parsed), parsed.GetRequiredValue(id)), CameraHandlers.ShowAsync);
    }

    private static Command Remove()
    {
        var ids = new Argument<string[]>("ID") { Arity = ArgumentArity.OneOrMore, Description = "Cameras to remove." };
        return ApiTarget.AddTo(new Command("remove", "Removes cameras. Their alerts stay.") { ids })
            .WithExamples("analytics cameras remove lobby gate")
            .Runs(parsed => new RemoveCamerasRequest(ApiTarget.Of(parsed), parsed.GetRequiredValue(ids)), CameraHandlers.RemoveAsync);
    }

    private static Command Pause()
    {
        var id = Camera();
        return ApiTarget.AddTo(new Command("pause", "Stops reading a camera until it is resumed.") { id })
            .WithExamples("analytics cameras pause lobby")
            .Runs(parsed => new CameraRequest(ApiTarget.Of(parsed), parsed.GetRequiredValue(id)), CameraHandlers.PauseAsync);
    }

    private static Command Resume()
    {
        var id = Camera();
        return ApiTarget.AddTo(new Command("resume", "Reads a paused camera again. A file starts from its beginning.") { id })
            .WithExamples("analytics cameras resume lobby")
            .Runs(parsed => new CameraRequest(ApiTarget.Of(parsed), parsed.GetRequiredValue(id)), CameraHandlers.ResumeAsync);
    }

    private static Command Move()
    {
        var id = Camera();
        var node = new Argument<string?>("NODE")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "The target node: host:port as 'analytics cluster status' lists it.",
        };
        var anywhere = new Option<bool>("--anywhere") { Description = "Lets the site choose the node with the least load." };
        return ApiTarget.AddTo(new Command("move", "Moves a camera to a node.") { id, node, anywhere })
            .WithExamples("analytics cameras move lobby 10.0.0.2:7441", "analytics cameras move lobby --anywhere")
            .Runs(
                parsed => new MoveCameraRequest(
                    ApiTarget.Of(parsed), parsed.GetRequiredValue(id), parsed.GetValue(node), parsed.GetValue(anywhere)),
                CameraHandlers.MoveAsync);
    }

    private static Argument<string> Camera() => new("ID") { Description = "The camera's id." };
}
