using OmniAvatar.Training.Models;
using OmniAvatar.Training.Transformers;

namespace OmniAvatar.Training.Tests.Transformers;

public sealed class TrainingRecipeTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Read_WhatARecipeWrites_IsTheRecipe()
    {
        var recipe = new TrainingRecipe
        {
            Mode = TrainingMode.AudioOnly,
            Ema = 0.999,
            Phases =
            [
                new()
                {
                    Name = "480p",
                    Sizes =
                    [
                        [400, 720],
                    ],
                    Mix = new Dictionary<string, double> { ["a"] = 2 },
                },
                new() { Steps = 5 },
            ],
        };
        File.WriteAllBytes(_file, recipe.ToJson());

        var read = TrainingRecipe.Read(_file);

        read.ToJson().ShouldBe(recipe.ToJson());
        read.Validated().Identity().ShouldBe(recipe.Identity());
        read.Mode.ShouldBe(TrainingMode.AudioOnly);
    }

    [Theory]
    [InlineData("{ \"rank\": 8, \"rnak\": 4 }")]
    [InlineData("{ \"mode\": \"everything\" }")]
    [InlineData("{ \"phases\": [ { \"stepps\": 3 } ] }")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Read_WhatNoRecipeHas_IsBadInput(string json)
    {
        File.WriteAllText(_file, json);

        Should.Throw<BadInputException>(() => TrainingRecipe.Read(_file)).Kind.ShouldBe(FailureKind.BadInput);
    }

    [Fact]
    public void Validated_NumberOutOfRange_IsWrongUse()
    {
        Should
            .Throw<WrongUseException>(() => new TrainingRecipe { Rank = 0 }.Validated())
            .Message.ShouldContain("rank");
        Should
            .Throw<WrongUseException>(() => new TrainingRecipe { Targets = ["z"] }.Validated())
            .Message.ShouldContain("targets");
        Should
            .Throw<WrongUseException>(() =>
                new TrainingRecipe { Mode = TrainingMode.Base, AudioBlocks = [2] }.Validated()
            )
            .Message.ShouldContain("audio_blocks");
        Should
            .Throw<WrongUseException>(() => new TrainingRecipe { Phases = [] }.Validated())
            .Message.ShouldContain("phases");
        Should
            .Throw<WrongUseException>(() => new TrainingRecipe { Phases = [new() { LearningRate = 0 }] }.Validated())
            .Message.ShouldContain("learning_rate");
    }

    [Fact]
    public void Identity_OnlyWhatShapesTheSteps_Counts()
    {
        var recipe = new TrainingRecipe();

        (recipe with { SaveEvery = 3, Recompute = false, Phases = [new() { Steps = 7 }] })
            .Identity()
            .ShouldBe(recipe.Identity());
        (recipe with { Seed = 3 }).Identity().ShouldNotBe(recipe.Identity());
    }

    public void Dispose() => File.Delete(_file);
}
