using System.CommandLine;
using System.Numerics;
using Analytics.Train.Training;

namespace Analytics.Train.Commands;

/// <summary>The options that several commands share.</summary>
internal static class RunArguments
{
    /// <summary>The folder of a run.</summary>
    public static readonly Option<string> Run = new("--run")
    {
        HelpName = "DIR",
        Description = "Folder of checkpoints and metrics; an existing run resumes.",
        Required = true,
    };

    /// <summary>What finds the faces of pictures.</summary>
    public static readonly Option<string> Detector = new("--detector")
    {
        HelpName = "MODEL",
        Description = "Detector that finds the faces.",
        DefaultValueFactory = _ => "facefinder",
    };

    /// <summary>Where it is computed.</summary>
    public static readonly Option<string> Device = new Option<string>("--device")
    {
        HelpName = "cpu|cuda",
        Description = "Device to train on.",
        DefaultValueFactory = _ => "cpu",
    }.AcceptOnlyFromAmong("cpu", "cuda");

    /// <summary>In what numbers.</summary>
    public static readonly Option<string?> Precision = new Option<string?>("--precision")
    {
        HelpName = "float32|bfloat16",
        Description = "Number format of the convolutions; weights keep 32 bits. By default bfloat16 on CUDA.",
    }.AcceptOnlyFromAmong("float32", "bfloat16");

    /// <summary>What <see cref="Device"/> and <see cref="Precision"/> say.</summary>
    public static Compute ComputeOf(ParseResult parsed) => Compute.Of(parsed.GetRequiredValue(Device), parsed.GetValue(Precision));

    /// <summary>An option for a number that is not negative.</summary>
    public static Option<T> Number<T>(string name, string description, T otherwise)
        where T : INumber<T> => Number(name, description, otherwise, value => value >= T.Zero, "0 or more");

    /// <summary>An option for a number above 0.</summary>
    public static Option<T> Positive<T>(string name, string description, T otherwise)
        where T : INumber<T> => Number(name, description, otherwise, value => value > T.Zero, "more than 0");

    private static Option<T> Number<T>(string name, string description, T otherwise, Func<T, bool> allowed, string what)
        where T : INumber<T>
    {
        var option = new Option<T>(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.Errors.All(_ => false) && result.GetValueOrDefault<T>() is { } value && !allowed(value))
            {
                result.AddError($"{name} must be {what}.");
            }
        });
        return option;
    }
}
