using System.CommandLine;

namespace Analytics.Train.Commands;

/// <summary>The options that several commands share.</summary>
internal static class RunArguments
{
    /// <summary>The folder of a run.</summary>
    public static readonly Option<string> Run = new("--run")
    {
        HelpName = "DIR", Description = "Where checkpoints and measurements go; a run that is there goes on.", Required = true,
    };

    /// <summary>What finds the faces of pictures.</summary>
    public static readonly Option<string> Detector = new("--detector")
    {
        HelpName = "MODEL", Description = "Finds the faces in the pictures.", DefaultValueFactory = _ => "yunet-s",
    };

    /// <summary>An option for a number.</summary>
    public static Option<T> Number<T>(string name, string description, T otherwise) =>
        new(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => otherwise };
}
