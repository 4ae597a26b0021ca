using System.CommandLine;
using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.Evaluate;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Commands.Models;

/// <summary><c>analytics models calibrate</c>: what a similarity of a model is worth, onto its card.</summary>
internal static class CalibrateCommand
{
    private const string Everybody = "all";
    private const string FirstHalf = "first-half";
    private const string SecondHalf = "second-half";

    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "An embedder of 'analytics models list'." };
        var lfw = new Option<string>("--lfw")
        {
            HelpName = "DIR",
            Description = "Labeled Faces in the Wild: one folder for each person.",
            Required = true,
        };
        var card = new Option<string?>("--card") { HelpName = "FILE", Description = "The card to write; by default models/MODEL.json." };
        var people = new Option<string>("--people")
        {
            HelpName = "PART",
            Description = "'first-half' or 'second-half', to test the calibration on the other half.",
            DefaultValueFactory = _ => Everybody,
        };
        people.AcceptOnlyFromAmong(Everybody, FirstHalf, SecondHalf);
        return new Command("calibrate", "Measures a model's false-match rate (FMR) and writes it to the card.")
            {
                model, lfw, card, people, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples(
                "analytics models calibrate mobilefacenet-se --lfw lfw/",
                "analytics models calibrate omz-reid-0095 --models omz --lfw lfw/ --people first-half --card half.json")
            .Runs(
                parsed => new CalibrationRequest(parsed.GetRequiredValue(model), parsed.GetRequiredValue(lfw))
                {
                    Card = parsed.GetValue(card),
                    People = parsed.GetValue(people) switch
                    {
                        FirstHalf => LfwPeople.FirstHalf,
                        SecondHalf => LfwPeople.SecondHalf,
                        _ => LfwPeople.All,
                    },
                    Pack = parsed.GetValue(CommonOptions.Pack),
                    Json = parsed.GetValue(CommonOptions.Output) == OutputFormat.Json,
                },
                RunAsync);
    }

    private static async Task<int> RunAsync(CalibrationRequest request, CommandContext context, CancellationToken stop)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddLines(StandardError.Open(), TimeProvider.System, context.Verbose));
        return await Task.Run(
            () => ModelsCommand.Models(context)
                .Calibrate(request, context.Options.ToEvaluate(), loggers.CreateLogger<ModelCalibration>(), stop), stop);
    }
}
